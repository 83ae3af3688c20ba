import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Refusal, rendezvous } from '../../src/index.ts';
import type { Meeting } from '../../src/index.ts';
import { holdPort } from '../../src/rendezvous/port.ts';
import { begun } from './begun.ts';
import { listed, outcomes, places, sentence } from './places.ts';

const meeting: Meeting = { version: '1', joinTimeoutSeconds: 20 };

describe('processes that meet', () => {
  test('all get the same list, in which each has a port of its own that is free now', async () => {
    const [first, ...others] = await outcomes(await places(5));
    const hosts = first as readonly string[];
    expect(hosts).toHaveLength(5);
    for (const other of others) expect(other).toEqual(hosts);
    const ports = hosts.map((host) => Number(/^127\.0\.0\.1:(\d+)$/.exec(host)![1]));
    expect(new Set(ports).size).toBe(5);
    for (const held of await Promise.all(ports.map((port) => holdPort(port)))) await held.letGo();
  });

  test('keep a list that they have, and leave all its ports, of rank 0 too', async () => {
    const all = await listed(3);
    for (const hosts of await outcomes(all)) expect(hosts).toEqual(all[0]!.hosts);
    for (const host of all[0]!.hosts!) await (await holdPort(Number(host.split(':')[1]))).letGo();
  });

  test('may come before rank 0, and leave nothing that keeps their processes', async () => {
    const all = await places(3);
    const early = await Promise.all(all.slice(1).map((place) => begun(place, meeting)));
    await sleep(300);
    const zero = await begun(all[0]!, meeting);
    const since = performance.now();
    const ended = await Promise.all([zero, ...early].map((each) => each.ended));
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect(new Set(ended.map(({ came }) => came)).size).toBe(1);
    expect(JSON.parse(ended[0]!.came)).toHaveLength(3);
    expect(performance.now() - since).toBeLessThan(5000);
  });

  test('may be many', async () => {
    const all = await outcomes(await places(40));
    expect(new Set(all.map((hosts) => JSON.stringify(hosts))).size).toBe(1);
    expect(all[0]).toHaveLength(40);
  });
});

describe('processes that differ', () => {
  test.each<[string, Partial<Meeting>, string]>([
    [
      'version',
      { version: '2', digest: { seed: 3 } },
      'has version 2 where rank 0 (HOST) has 1: install the same everywhere.',
    ],
    ['seed', { digest: { seed: 4 } }, 'has seed 4 where rank 0 (HOST) has seed 3: start all with the same settings.'],
    ['kind', { digest: { seed: '3' } }, 'has seed 3 where rank 0 (HOST) has seed 3: start all with the same settings.'],
    ['parts', { digest: {} }, 'has seed not set where rank 0 (HOST) has seed 3: start all with the same settings.'],
    [
      'several',
      { digest: { seed: 4, a: 1, b: 2, c: 'x'.repeat(100), z: true } },
      `has a 1 where rank 0 (HOST) has a not set, b 2 for not set, c ${'x'.repeat(80)}… for not set, seed 4 for 3, and 1 more: start all with the same settings.`,
    ],
  ])('in %s all get the same sentence', async (_, change, expected) => {
    const all = await outcomes(await places(4), ({ rank }) => (rank === 2 ? change : { digest: { seed: 3 } }));
    const { name } = /Rank 2 \((?<name>[^)]+)\)/.exec(sentence(all))!.groups!;
    expect(sentence(all)).toBe(`Rank 2 (${name!}) ${expected.replace('HOST', name!)}`);
    expect(all.every((error) => error instanceof Refusal && !error.isPassing)).toBe(true);
  });

  test('in their number do so too', async () => {
    const all = await places(3);
    const said = sentence(await outcomes([all[0]!, { ...all[1]!, size: 4 }, all[2]!]));
    expect(said).toMatch(
      /^Rank 1 \(\S+\) is one of 4 processes where rank 0 \(\S+\) is one of 3: tell all of them the same number\.$/,
    );
  });

  test('tell so also whoever comes after', async () => {
    const all = await places(3);
    const early = outcomes(all.slice(0, 2), ({ rank }) => ({ version: String(rank) }));
    await sleep(300);
    const since = performance.now();
    const late = await outcomes(all.slice(2));
    expect(sentence([...(await early), ...late])).toMatch(
      /^Rank 1 \(\S+\) has version 1 where rank 0 \(\S+\) has 0: install the same everywhere\.$/,
    );
    expect(performance.now() - since).toBeLessThan(5000);
  });

  test('that say they are one rank are refused', async () => {
    const all = await places(3);
    const said = sentence(await outcomes([all[0]!, all[1]!, all[1]!], () => ({ joinTimeoutSeconds: 1 })));
    expect(said).toMatch(/^Two processes say that they are rank 1 \(on \S+ and \S+\): give each a rank of its own\.$/);
  });

  test('numbers that JSON does not have do not differ from themselves', async () => {
    const all = await outcomes(await places(2), () => ({ digest: { rate: NaN, most: Infinity } }));
    expect(sentence(all)).toMatch(/^no error/);
  });
});

describe('processes that are missing', () => {
  test('are named by all that came', async () => {
    const [zero, , two] = await places(4);
    const all = await outcomes([zero!, two!], () => ({ joinTimeoutSeconds: 0.7 }));
    expect(sentence(all)).toBe(
      'Ranks 1 and 3 of 4 did not come within 0.7 s: see whether they were started and can reach rank 0, or wait longer.',
    );
    expect(all.every((error) => error instanceof Refusal && error.isPassing)).toBe(true);
  });

  test('are counted where they are many', async () => {
    const [zero] = await places(100);
    expect(sentence(await outcomes([zero!], () => ({ joinTimeoutSeconds: 0.1 })))).toMatch(
      /^Ranks 1, 2, 3, 4, 5, 6, 7, 8, 9 and 90 more of 100 did not come within 0\.1 s: /,
    );
  });

  test('are told of by members whose limit is over before that of rank 0', async () => {
    const [zero, one] = await places(3);
    const all = await outcomes([zero!, one!], ({ rank }) => ({ joinTimeoutSeconds: rank === 0 ? 1.5 : 0.5 }));
    expect(sentence(all)).toMatch(/^Rank 2 of 3 did not come within 1\.5 s: see whether it was started/);
  });

  test('may be rank 0, or its name', async () => {
    const [, one] = await places(2);
    const { port } = one!.rendezvous;
    expect(sentence(await outcomes([one!], () => ({ joinTimeoutSeconds: 0.4 })))).toBe(
      `Rank 0 did not answer at 127.0.0.1:${port} within 0.4 s (nobody listens there): see whether it was started and can be reached from here, or wait longer.`,
    );
    const nowhere = { ...one!, rendezvous: { host: 'nobody.invalid', port } };
    expect(sentence(await outcomes([nowhere], () => ({ joinTimeoutSeconds: 0.4 })))).toMatch(
      `nobody.invalid:${port} within 0.4 s (its name does not resolve)`,
    );
    expect(sentence(await outcomes([{ ...nowhere, rank: 0 }], () => ({ joinTimeoutSeconds: 0.4 })))).toBe(
      'Rank 0 is to listen at nobody.invalid, but that name did not resolve in time: correct it.',
    );
  });
});

describe('processes that leave', () => {
  test('before all have come are named to the others', async () => {
    const all = await places(4);
    const waiting = outcomes(all.slice(0, 2), () => ({ joinTimeoutSeconds: 6 }));
    const { child } = await begun(all[3]!, meeting);
    await sleep(500);
    child.kill('SIGKILL');
    expect(sentence(await waiting)).toMatch(
      /^Rank 3 \(\S+\) was lost before all had come: see what it says, and start all again\.$/,
    );
  });

  test('may be rank 0', async () => {
    const all = await places(3);
    const { child } = await begun(all[0]!, meeting);
    const waiting = outcomes(all.slice(1, 2));
    await sleep(500);
    child.kill('SIGKILL');
    expect(sentence(await waiting)).toBe(
      `Rank 0 (127.0.0.1:${all[0]!.rendezvous.port}) was lost before all had come: see what it says, and start all again.`,
    );
  });

  test.each([0, 1])(
    'by a signal, rank %i for one, fail with its reason, and the others by a sentence',
    async (leaving) => {
      const all = await places(3);
      const controller = new AbortController();
      const waiting = outcomes(all.slice(0, 2), ({ rank }) =>
        rank === leaving ? { signal: controller.signal, joinTimeoutSeconds: 1.5 } : { joinTimeoutSeconds: 1.5 },
      );
      await sleep(200);
      controller.abort(new Error('enough'));
      const said = (await waiting).map((error) => (error as Error).message);
      expect(said[leaving]).toBe('enough');
      expect(said[1 - leaving]).toMatch(
        leaving === 0 ? /^Rank 0 \(\S+\) was stopped before all/ : /^Rank 1 \(\S+\) was lost before all/,
      );
    },
  );

  test('by a signal that was there before do not begin', async () => {
    const [zero] = await places(2);
    await expect(rendezvous(zero!, { ...meeting, signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  });
});
