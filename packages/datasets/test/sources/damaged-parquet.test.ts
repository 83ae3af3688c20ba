import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parquetRows } from '../../src/files/parquet.node.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-parquet-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Whole numbers below a bound, the same in every run. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** What reading the bytes as a file of that name ends in: a number of rows, or a sentence. */
async function outcome(bytes: Uint8Array, name: string): Promise<number | string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  let rows = 0;
  try {
    for await (const { line } of parquetRows(path)) rows = line;
    return rows;
  } catch (error) {
    return (error as Error).message.replace(path, name);
  }
}

// Vitest fails where a rejection is left to nobody, as the reader's own are.
test.each(['rte', 'groups', 'arc', 'more'])(
  '%s.parquet is read or refused in a sentence, whatever is damaged',
  async (name) => {
    const whole = await readFile(new URL(`../fixtures/${name}.parquet`, import.meta.url));
    const below = numbers(name.length);
    const refused = new Set<string>();
    for (let round = 0; round < 150; round++) {
      const bytes = Uint8Array.from(whole);
      const from = round % 2 === 0 ? 0 : Math.max(0, bytes.length - 1200);
      for (let damage = 0; damage <= round % 4; damage++) bytes[from + below(bytes.length - from)] = below(256);
      const cut = round % 5 === 0 ? bytes.slice(0, below(bytes.length)) : bytes;
      const said = await outcome(cut, `${name}.parquet`);
      if (typeof said === 'string') refused.add(said);
    }
    expect(refused.size).toBeGreaterThan(3);
    for (const said of refused) {
      expect(said).toMatch(
        /^\w+\.parquet cannot be read as Parquet( \(parquet [^]*\))?: get it again, or check what made it\.$/,
      );
    }
  },
);

test('a column that says it lies outside the file is named before any is read', async () => {
  const bytes = Uint8Array.from(await readFile(new URL('../fixtures/rte.parquet', import.meta.url)));
  // In the description of the column, where its pages begin.
  bytes[bytes.length - 634] = 0x8f;
  expect(await outcome(bytes, 'rte.parquet')).toBe(
    'rte.parquet cannot be read as Parquet (parquet has the column "label" at a place that is not in the file): get it again, or check what made it.',
  );
});
