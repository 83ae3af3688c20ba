import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { rendezvous } from '../../src/index.ts';
import { exposure } from '../../src/rendezvous/exposure.ts';
import { hostsOf } from '../../src/rendezvous/hosts.ts';
import type { Hello } from '../../src/rendezvous/message.ts';
import { holdPort, listening } from '../../src/rendezvous/port.ts';
import { isPublic } from '../../src/rendezvous/public-address.ts';
import { listed, outcomes, places, sentence } from './places.ts';

describe('a public address', () => {
  test.each([
    ...['8.8.8.8', '::ffff:8.8.8.8', '172.32.0.1', '100.128.0.1', '193.168.0.1', '2a00:1450::1', '2001:db9::1'].map(
      (each) => [each, true],
    ),
    ...['127.0.1.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '169.254.1.1'].map(
      (each) => [each, false],
    ),
    ...['::1', 'fe80::1%eth0', 'fd00::1', '2001:db8::1', '::ffff:10.0.0.1', 'gpu-1', '224.0.0.1'].map((each) => [
      each,
      false,
    ]),
  ] as [string, boolean][])('%s: %s', (address, expected) => {
    expect(isPublic(address)).toBe(expected);
  });

  test.each([0, 1])('is refused at once by rank %i, by whichever way it was given', async (rank) => {
    const why =
      "has the public address 8.8.8.8, but TensorFlow's server lets in whoever reaches it, without a password: use addresses of a private network, or, behind a firewall, allow it by --public-address (publicAddress in a program).";
    const open = { rank, size: 2, rendezvous: { host: '8.8.8.8', port: 4000 }, from: 'torchrun' } as const;
    expect(sentence(await outcomes([open]))).toBe(`8.8.8.8 ${why}`);
    const [zero] = await listed(2);
    const list = { ...zero!, rank, hosts: [zero!.hosts![0]!, '8.8.8.8:4000'] };
    expect(sentence(await outcomes([list]))).toBe(`The list of processes ${why}`);
  });

  test('is taken where it was allowed', async () => {
    const [zero] = await listed(2);
    const list = { ...zero!, hosts: [zero!.hosts![0]!, '8.8.8.8:4000'] };
    const said = sentence(await outcomes([list], () => ({ publicAddress: true, joinTimeoutSeconds: 0.2 })));
    expect(said).toMatch(/^Rank 1 of 2 did not come within 0\.2 s/);
  });
});

describe('who can reach the server of TensorFlow', () => {
  test.each([
    [
      ['127.0.0.1', '10.0.0.2', '8.8.8.8'],
      'port 4000 of this host, which has the public address 8.8.8.8, without a password: let a firewall close that port.',
    ],
    [
      ['127.0.0.1', '::1', '10.0.0.2'],
      'port 4000 of this host (10.0.0.2), without a password: train in a network that you trust.',
    ],
  ])('is said on a host with %j', (own, sentence) => {
    expect(exposure(4000, own)).toBe(`TensorFlow's server lets in whoever reaches ${sentence}`);
  });

  test('is nobody where there is no network', () => {
    expect(exposure(4000, ['127.0.0.1', '::1'])).toBeUndefined();
  });
});

describe('the list', () => {
  const hello = (rank: number, address: string, reached: string): Hello => ({
    advtrain: 'rendezvous',
    version: '1',
    digest: {},
    rank,
    size: 4,
    name: `n${rank}`,
    port: 4000 + rank,
    address,
    reached,
  });
  const hosts = (...guests: readonly Hello[]) =>
    hostsOf(hello(0, '', ''), new Map(guests.map((guest) => [guest.rank, guest])));

  test('has the addresses that others reached, for rank 0 and for those on its host', () => {
    const others = [
      hello(3, '10.0.0.2', '10.0.0.1'),
      hello(1, '127.0.0.1', '127.0.1.1'),
      hello(2, 'fd00::2', '10.0.0.1'),
    ];
    expect(hosts(...others)).toEqual(['10.0.0.1:4000', '10.0.0.1:4001', '[fd00::2]:4002', '10.0.0.2:4003']);
  });

  test('stays on one host where all are there', () => {
    expect(hosts(hello(1, '127.0.0.1', '127.0.0.1'))).toEqual(['127.0.0.1:4000', '127.0.0.1:4001']);
  });
});

describe('a port that is taken', () => {
  test('by another program is named to all by the member that was to have it', async () => {
    const all = await listed(3);
    const port = Number(all[2]!.hosts![2]!.split(':')[1]);
    const held = await holdPort(port);
    const said = await outcomes(all);
    await held.letGo();
    expect(sentence(said)).toBe(
      `Rank 2 cannot listen at 127.0.0.1:${port} (another program listens there): give it another port, or wait until that one is free.`,
    );
  });

  test('is named by rank 0', async () => {
    const [zero] = await places(2);
    const { port } = zero!.rendezvous;
    const server = createServer();
    await listening(server, { host: '127.0.0.1', port });
    const said = sentence(await outcomes([zero!]));
    server.close();
    expect(said).toBe(
      `Rank 0 cannot listen at 127.0.0.1:${port} (another program listens there): give it another port, or wait until that one is free.`,
    );
  });
});

test('a host that is none of this machine has rank 0 listen at all its addresses, and is named where nobody comes', async () => {
  const [zero, one] = await places(2);
  const elsewhere = { ...zero!, rendezvous: { host: '192.0.2.7', port: zero!.rendezvous.port } };
  const came = await outcomes([elsewhere, one!]);
  expect(came[0]).toEqual(came[1]);
  expect(came[0]).toHaveLength(2);
  expect(sentence(await outcomes([elsewhere], () => ({ joinTimeoutSeconds: 0.2 })))).toContain(
    'did not come within 0.2 s (rank 0 listens at all its addresses, but 192.0.2.7 is none of them): see',
  );
});

test.each([0, -1, NaN, Infinity, 2e6])('a limit of %d s is refused', async (seconds) => {
  const [zero] = await places(2);
  await expect(rendezvous(zero!, { version: '1', joinTimeoutSeconds: seconds })).rejects.toThrow(
    `joinTimeoutSeconds is ${seconds}, but must be more than 0 and at most 1,000,000.`,
  );
});

test('a digest that is too long for a message is refused before anything is sent', async () => {
  const [zero] = await places(2);
  await expect(rendezvous(zero!, { version: '1', digest: { data: 'x'.repeat(70_000) } })).rejects.toThrow(
    /^The digest takes 70\d\d\d bytes, but at most 64512 fit: give a hash of what is long\.$/,
  );
});
