import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { tryLock } from '../../src/fetch/index.ts';

// A disk that is slow to begin what it is asked for, now more and now less, so that all orders come up.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const slow = <Given extends readonly unknown[], Result>(act: (...given: Given) => Promise<Result>) => {
    return async (...given: Given): Promise<Result> => {
      await sleep(Math.random() * 6);
      return await act(...given);
    };
  };
  return { ...real, rename: slow(real.rename), rm: slow(real.rm), readFile: slow(real.readFile as never) };
});

test('a lock of a process that is gone is had by one at a time of many that find it so, and leaves no file', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lock-')), 'some.lock');
  let holders = 0;
  let most = 0;
  const contender = async () => {
    for (;;) {
      const taken = await tryLock(path, 'a download');
      if ('release' in taken) {
        most = Math.max(most, ++holders);
        await sleep(4);
        holders--;
        await taken.release();
        return;
      }
      await sleep(1);
    }
  };
  try {
    for (let round = 0; round < 12; round++) {
      writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: `x${round}` }));
      await Promise.all(Array.from({ length: 6 }, contender));
    }
    expect(most).toBe(1);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  } finally {
    rmSync(join(path, '..'), { recursive: true });
  }
});
