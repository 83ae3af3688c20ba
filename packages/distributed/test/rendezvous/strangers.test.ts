import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { lineOf } from '../../src/rendezvous/message.ts';
import { listening } from '../../src/rendezvous/port.ts';
import { listed, outcomes, places, sentence } from './places.ts';

/** Says something to rank 0, and gives what it answers until it hangs up. */
async function answered(port: number, words: string | Buffer): Promise<string> {
  const socket = await connected(port);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(words);
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

/** Writes to rank 0 until it hangs up, so many bytes at most; gives how many it took. */
async function taken(port: number, most: number): Promise<number> {
  const socket = await connected(port);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const chunk = Buffer.alloc(65_536, 'A');
  let bytes = 0;
  for (; bytes < most && !socket.destroyed; bytes += chunk.length)
    await Promise.race([closed, new Promise((resolve) => socket.write(chunk, resolve))]);
  socket.destroy();
  return bytes;
}

async function connected(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port });
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    if (isThere) return socket.on('error', () => undefined);
    await sleep(20);
  }
}

const member = {
  advtrain: 'rendezvous',
  version: '1',
  digest: {},
  rank: 1,
  size: 3,
  name: 'n',
  port: 1,
  address: 'a',
  reached: 'b',
} as const;

describe('whoever is no member', () => {
  test('gets no word from rank 0, and harms nobody', async () => {
    const all = await places(3);
    const { port } = all[0]!.rendezvous;
    const waiting = outcomes(all.slice(0, 2));
    const strangers = [
      'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
      '{"advtrain":"rendezvous"}\n',
      '{"advtrain":\n',
      'null\n',
      lineOf({ ...member, rank: 3 }),
      lineOf({ ...member, rank: 0 }),
      lineOf({ ...member, rank: 1.5 }),
      Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'),
    ];
    for (const words of strangers) expect(await answered(port, words), words.toString()).toBe('');
    expect(await taken(port, 1e9)).toBeLessThan(1e8);
    const silent = await connected(port);
    const late = await outcomes(all.slice(2));
    expect(sentence([...(await waiting), ...late])).toMatch(/^no error: (127\.0\.0\.1:\d+,?){3}$/);
    silent.destroy();
  });

  test('may be so many that members have to come again', async () => {
    const all = await places(2);
    const { port } = all[0]!.rendezvous;
    const waiting = outcomes(all.slice(0, 1));
    const silent = await Promise.all(Array.from({ length: 80 }, () => connected(port)));
    const late = outcomes(all.slice(1));
    await sleep(300);
    for (const socket of silent) socket.destroy();
    expect(sentence([...(await waiting), ...(await late)])).toMatch(/^no error/);
  });
});

describe('another program where rank 0 is to be', () => {
  test('which hangs up, is waited out', async () => {
    const all = await listed(2);
    const old = createServer((socket) => socket.once('data', () => socket.destroy()).on('error', () => undefined));
    await listening(old, all[0]!.rendezvous);
    const early = outcomes(all.slice(1));
    await sleep(300);
    await new Promise((resolve) => old.close(resolve));
    const came = await Promise.all([early, outcomes(all.slice(0, 1))]);
    expect(sentence(came.flat())).toBe(`no error: ${all[0]!.hosts!.join()}`);
  });

  test.each([
    ['says something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['floods', 'x'.repeat(1_000_000)],
    ['says nothing', ''],
  ])('which %s, is named when the time is over', async (_, words) => {
    const [, one] = await places(2);
    const sockets = new Set<Socket>();
    const other = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.write(words);
    });
    await listening(other, one!.rendezvous);
    expect(sentence(await outcomes([one!], () => ({ joinTimeoutSeconds: 0.4 })))).toMatch(
      /within 0\.4 s \(what listens there is not rank 0\): see whether it was started/,
    );
    for (const socket of sockets) socket.destroy();
    other.close();
  });
});
