import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Said {
  readonly size: string;
  readonly broken: boolean;
  readonly delta: readonly number[];
}

/** What a process with so many threads says of the examples that it attacks. */
function attackedBy(threads: number, backend: string): readonly Said[] {
  const program = fileURLToPath(new URL('attacked-alone.ts', import.meta.url));
  const args = ['--conditions=@advtrain/source', '--import', import.meta.resolve('tsx'), program];
  const env = { ...process.env, ADVTRAIN_THREADS: String(threads), ADVTRAIN_BACKEND: backend };
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env, maxBuffer: 2 ** 26 });
  expect(stdout, stderr).toMatch(/^\[/);
  return JSON.parse(stdout) as readonly Said[];
}

test.each(['native', 'wasm'])('what becomes of an example does not depend on the threads of %s', (backend) => {
  const one = attackedBy(1, backend);
  const two = attackedBy(2, backend);
  const plain = (all: readonly Said[]) => all.map(({ size: _, delta: __, ...rest }) => rest);
  expect(plain(two)).toEqual(plain(one));
  expect(new Set(one.map(({ broken }) => broken)).size).toBe(2);
  for (const [place, { delta, size }] of two.entries()) {
    expect(Number(size)).toBeCloseTo(Number(one[place]!.size), 4);
    for (const [at, value] of delta.entries()) expect(Math.abs(value - one[place]!.delta[at]!)).toBeLessThan(1e-3);
  }
});
