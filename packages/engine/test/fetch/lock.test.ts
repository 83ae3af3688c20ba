import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentReporter, tryLock, withLock } from '../../src/fetch/index.ts';

let path: string;
let notes: string[];

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'lock-')), 'some.lock');
  notes = [];
});

afterEach(() => rmSync(join(path, '..'), { recursive: true }));

/** What is done under the lock; `what` and the notes as a download has them. */
function locked(work: () => Promise<string>, signal?: AbortSignal): Promise<string> {
  const reporter = { ...silentReporter, note: (line: string) => void notes.push(line) };
  return withLock(path, { what: 'a download', reporter, signal }, work);
}

/** Leaves a lock of this process, but for what is changed, which nobody has touched for some seconds. */
function owned(change: object, silent = 0): void {
  writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), token: 'x', ...change }));
  const then = Date.now() / 1000 - silent;
  utimesSync(path, then, then);
}

/** Whether it can be had; gives it back. */
async function isFree(): Promise<boolean> {
  const taken = await tryLock(path, 'a download');
  if (!('release' in taken)) return false;
  await taken.release();
  return true;
}

describe('a lock', () => {
  test('lets one work at a time, and says for whom another waits', async () => {
    const order: string[] = [];
    const first = locked(async () => {
      order.push('first begins');
      await new Promise((done) => setTimeout(done, 300));
      order.push('first ends');
      return 'first';
    });
    await new Promise((done) => setTimeout(done, 50));
    const second = locked(() => {
      order.push('second');
      return Promise.resolve('second');
    });
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    expect(order).toEqual(['first begins', 'first ends', 'second']);
    expect(notes).toEqual([`Process ${process.pid} is at work on a download; waiting until that is done.`]);
  });

  test('of a process that is gone is taken over', async () => {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: 'x' }));
    expect(await locked(() => Promise.resolve('done'))).toBe('done');
  });

  test.skipIf(process.platform !== 'linux')(
    'of a process that has ended, and that nobody asked how, is free',
    async () => {
      // What takes the shell's place never asks after the shell's child.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(printed.toString());
      while (!readFileSync(`/proc/${pid}/status`, 'utf8').includes('State:\tZ')) await sleep(20);
      expect(() => process.kill(pid, 0)).not.toThrow();
      writeFileSync(path, JSON.stringify({ pid, host: hostname(), token: 'x' }));
      expect(await isFree()).toBe(true);
      parent.kill();
    },
  );

  test('is its owner while that lives, however long it has been silent', async () => {
    owned({}, 3600);
    expect(await isFree()).toBe(false);
  });

  test('of a process whose number another has now is free', async ({ skip }) => {
    const held = await tryLock(path, 'a download');
    const { born } = JSON.parse(readFileSync(path, 'utf8')) as { born?: string };
    if ('release' in held) await held.release();
    if (born === undefined) skip('this system does not say when a process began');
    owned({ born });
    expect(await isFree()).toBe(false);
    owned({ born: '1' });
    expect(await isFree()).toBe(true);
  });

  test('of another machine is free once it has been silent for a minute', async () => {
    owned({ host: 'elsewhere' }, 50);
    expect(await isFree()).toBe(false);
    owned({ host: 'elsewhere' }, 70);
    expect(await isFree()).toBe(true);
  });

  test('that nobody has touched for a minute is taken over, whatever is in it', async () => {
    writeFileSync(path, 'no lock of ours');
    utimesSync(path, new Date(0), new Date(0));
    expect(await locked(() => Promise.resolve('done'))).toBe('done');
  });

  test('that is no file is refused in a sentence, and not waited for', async () => {
    mkdirSync(path);
    await expect(locked(() => Promise.resolve('never'))).rejects.toThrow(
      `The lock ${path} cannot be read (it is no file): delete it, unless somebody else is at work on a download.`,
    );
  });

  test('that somebody else holds is given up when the signal says so', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), token: 'x' }));
    const signal = AbortSignal.timeout(300);
    await expect(locked(() => Promise.resolve('never'), signal)).rejects.toThrow(/abort/i);
  });
});
