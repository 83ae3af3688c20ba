import type { Example, Examples } from '@advtrain/datasets';
import { textSet } from '@advtrain/evaluate';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { heldTraining, streamedTraining } from '../src/task/training-set.ts';
import type { TrainingSet } from '../src/task/training-set.ts';

const size = 450;
const encode = ({ texts }: Examples) =>
  texts.map((text) => ({ ids: new Int32Array(1 + (Number(text) % 9)).fill(Number(text)) }));
const rows = Array.from({ length: size }, (_, row): Example => ({ text: String(row), label: row % 2 }));

const streamed = (examples = rows): TrainingSet =>
  streamedTraining({
    groups: [size],
    padId: 0,
    encode,
    examples: async function* () {
      yield* examples;
    },
  });
const held = (): TrainingSet => {
  const encoded = rows.map(({ text }) => ({ ids: new Int32Array(1 + (Number(text) % 9)).fill(Number(text)) }));
  return heldTraining(
    textSet(
      encoded,
      rows.map(({ label }) => label),
      { padId: 0 },
    ),
  );
};

/** The examples of some batches, after those that were used. */
async function taken(set: TrainingSet, count: number, used: number): Promise<number[][]> {
  const feed = set.feed({ batchSize: 4, seed: 5, used });
  const batches: number[][] = [];
  await feed.ready();
  for (const { inputs } of feed.batches) {
    batches.push((inputs.values.arraySync() as number[][]).map(([first = -1]) => first));
    if (batches.length === count) break;
    await feed.ready();
  }
  await feed.close();
  return batches;
}

describe.each([
  ['held', held],
  ['streamed', () => streamed()],
])('examples that are %s', (_, make) => {
  test('come once in every epoch, in another order in each', async () => {
    const set = make();
    expect(set.perEpoch(4)).toBe(113);
    const batches = await taken(set, 226, 0);
    const epochs = [batches.slice(0, 113).flat(), batches.slice(113).flat()];
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual(rows.map(({ text }) => Number(text)));
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  test.each([1, 60, 113, 130, 230])('go on after %i batches as if they had come', async (used) => {
    const whole = await taken(make(), 240, 0);
    expect(await taken(make(), 240 - used, used)).toEqual(whole.slice(used));
  });
});

describe('examples that are streamed', () => {
  test('come several at a time where a step takes several batches, over the end of an epoch too', async () => {
    const feed = streamed().feed({ batchSize: 4, seed: 5, used: 0 });
    const coming = feed.batches[Symbol.iterator]();
    for (let step = 0; step < 80; step++) {
      await feed.ready(3);
      for (let batch = 0; batch < 3; batch++) expect(coming.next().done).toBe(false);
    }
    await feed.close();
  });

  test('are missed when there are none any more', async () => {
    await expect(streamed([]).feed({ batchSize: 4, seed: 5, used: 0 }).ready()).rejects.toThrow(
      'The training examples are gone: the data have changed since they were counted.',
    );
  });
});
