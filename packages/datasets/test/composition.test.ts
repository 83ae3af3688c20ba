import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { imageBatches } from '../src/batches/image-batches.ts';
import { streamBatches } from '../src/batches/stream.ts';
import { textBatches, type TokenIds } from '../src/batches/text-batches.ts';
import type { Example, Examples } from '../src/examples/examples.ts';

const size = 1600;
const batchSize = 16;

/** Half of one class, then half of the other, as files are that were put together; what is to be learnt hangs on no length. */
const labelOf = (row: number): number => (row < size / 2 ? 0 : 1);
const lengthOf = (row: number): number => 3 + ((row * 7919) % 22);
const rows = Array.from({ length: size }, (_, row) => row);

const sequence = (row: number): TokenIds => ({ ids: new Int32Array(lengthOf(row)).fill(row) });
const images = {
  pixels: new Uint8Array(size),
  labels: Uint8Array.from(rows, labelOf),
  shape: [1, 1, 1] as const,
  labelNames: ['no', 'yes'],
};

/** Rows of the batches of a pass over the sorted file. */
type Pass = (seed: number, epoch: number) => Promise<readonly (readonly number[])[]>;

const lists: Pass = async (seed, epoch) =>
  textBatches(rows.map(sequence), rows.map(labelOf), { batchSize, seed, epoch }).rows;
const pictures: Pass = async (seed, epoch) =>
  imageBatches(images, { batchSize, seed, epoch }).rows.map((batch) => [...batch]);
const questions: Pass = async (seed, epoch) => {
  const encoded = rows.map((row) => [sequence(row), sequence(row)]);
  return textBatches(encoded, rows.map(labelOf), { batchSize, seed, epoch }).rows;
};
const streams: Pass = async (seed, epoch) => {
  async function* source(): AsyncGenerator<Example, void> {
    for (const row of rows) yield { text: String(row), label: labelOf(row) };
  }
  const encode = ({ texts }: Examples) => texts.map((text) => sequence(Number(text)));
  const passed: number[][] = [];
  for await (const some of streamBatches(source(), encode, { batchSize, seed, epoch })) {
    for (const { inputs } of some) passed.push((inputs.values.arraySync() as number[][]).map(([first]) => first!));
  }
  return passed;
};

const setOf = (batch: readonly number[]): string => batch.toSorted((a, b) => a - b).join();

describe.each([
  ['lists', lists],
  ['streams', streams],
  ['images', pictures],
  ['questions', questions],
])('batches of %s that are sorted by class', (_, pass) => {
  test('share hardly one between two seeds, nor between two epochs', async () => {
    const here = new Set((await pass(1, 0)).map(setOf));
    for (const other of [await pass(2, 0), await pass(1, 1)]) {
      expect(other.filter((batch) => here.has(setOf(batch))).length).toBeLessThanOrEqual(1);
    }
  });

  test('put two examples together no more often in two seeds than chance does', async () => {
    const mates = async (seed: number) => {
      const pairs = new Set<string>();
      for (const batch of await pass(seed, 0))
        for (const a of batch) for (const b of batch) if (a < b) pairs.add(`${a} ${b}`);
      return pairs;
    };
    const first = await mates(1);
    const both = [...(await mates(2))].filter((pair) => first.has(pair)).length;
    // Of one width in three, whose examples alone may come together: three times what pure chance gives, and some room.
    expect(both / first.size).toBeLessThan((4 * (batchSize - 1)) / size);
  });

  test('have shares of each class that scatter as draws without replacement do', async () => {
    const shares: number[] = [];
    for (let epoch = 0; epoch < 6; epoch++) {
      for (const batch of await pass(3, epoch))
        shares.push(batch.reduce((sum, row) => sum + labelOf(row), 0) / batch.length);
    }
    const scatter = shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / shares.length;
    const drawn = ((0.25 / batchSize) * (size - batchSize)) / (size - 1);
    expect(shares).toHaveLength(600);
    expect(scatter / drawn).toBeGreaterThan(0.8);
    expect(scatter / drawn).toBeLessThan(1.25);
    // A batch of one class alone comes once in 2¹⁵: none is expected among 600.
    expect(shares.filter((share) => share === 0 || share === 1)).toEqual([]);
  });
});
