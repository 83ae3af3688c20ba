import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { textBatches, type BatchOptions, type TokenIds } from '../src/batches/text-batches.ts';
import { balanced, take, type Examples } from '../src/examples/examples.ts';

/** Examples of 1 … 60 tokens, whose every id is the example's number + 1. */
function examples(count: number): { encoded: TokenIds[]; labels: number[] } {
  const encoded = Array.from({ length: count }, (_, row) => ({
    ids: new Int32Array(1 + ((row * 7919) % 60)).fill(row + 1),
  }));
  return { encoded, labels: encoded.map((_, row) => row % 3) };
}

const { encoded, labels } = examples(1003);

function rowsOf(options: Partial<BatchOptions>): readonly (readonly number[])[] {
  return textBatches(encoded, labels, { batchSize: 16, ...options }).rows;
}

describe('batches', () => {
  test('by length have so many tokens at most, and a longer example alone takes nothing from the others', () => {
    const batchTokens = 50;
    const rows = rowsOf({ order: 'length', batchTokens });
    const lengthOf = (row: number) => encoded[row]!.ids.length;
    const longest = (batch: readonly number[]) => Math.max(...batch.map(lengthOf));
    for (const batch of rows)
      if (batch.length > 1) expect(batch.length * longest(batch)).toBeLessThanOrEqual(batchTokens);
    expect(rows.filter((batch) => batch.length === 1 && longest(batch) > batchTokens).length).toBeGreaterThan(0);
    // Sentences of three tokens fill batches whatever else there is.
    expect(rows.some((batch) => batch.length === 16 && longest(batch) === 3)).toBe(true);
    expect(rows.flat().toSorted((a, b) => a - b)).toEqual([...encoded.keys()]);
    expect(() => rowsOf({ batchTokens })).toThrow(
      'batchTokens is 50, but goes with order length alone: leave one of them out.',
    );
  });

  test('every example is in one batch, with its ids, mask and label', () => {
    const seen: number[] = [];
    const batches = textBatches(encoded, labels, { batchSize: 16, padId: 5000 });
    for (const { inputs, labels: targets } of batches) {
      const { values, mask } = inputs;
      expect(values.dtype + mask!.dtype + targets.dtype).toBe('int32float32int32');
      expect(mask!.shape).toEqual(values.shape);
      const ids = values.arraySync() as number[][];
      const real = mask!.arraySync() as number[][];
      const classes = targets.arraySync();
      for (const [index, row] of ids.entries()) {
        const example = row[0]! - 1;
        const { length } = encoded[example]!.ids;
        seen.push(example);
        expect(classes[index]).toBe(labels[example]);
        expect(row).toEqual(row.map((_, at) => (at < length ? example + 1 : 5000)));
        expect(real[index]).toEqual(row.map((_, at) => (at < length ? 1 : 0)));
      }
    }
    expect(seen).toEqual(batches.rows.flat());
    expect(seen.sort((a, b) => a - b)).toEqual([...encoded.keys()]);
  });

  test('the order is a function of seed and epoch alone', () => {
    expect(rowsOf({ seed: 1, epoch: 2 })).toEqual(rowsOf({ seed: 1, epoch: 2 }));
    expect(rowsOf({ seed: 1, epoch: 2 })).not.toEqual(rowsOf({ seed: 1, epoch: 3 }));
    expect(rowsOf({ seed: 1, epoch: 2 })).not.toEqual(rowsOf({ seed: 2, epoch: 2 }));
    expect(rowsOf({ order: 'given', seed: 1 })).toEqual(rowsOf({ order: 'given', seed: 2 }));
  });

  test('all batches but a shorter last one have the batch size, and their number is known beforehand', () => {
    for (const order of ['shuffled', 'length', 'given'] as const) {
      const kept = textBatches(encoded, labels, { batchSize: 16, order });
      expect([kept.count, [...kept].length]).toEqual([63, 63]);
      expect(kept.rows.map((batch) => batch.length)).toEqual([...new Array<number>(62).fill(16), 11]);
      expect(textBatches(encoded, labels, { batchSize: 16, order, remainder: 'drop' }).count).toBe(62);
    }
  });

  test('fewer examples than a batch holds are one short batch, or none', () => {
    const few = examples(3);
    expect(textBatches(few.encoded, few.labels, { batchSize: 16 }).rows.map((batch) => batch.length)).toEqual([3]);
    expect([...textBatches(few.encoded, few.labels, { batchSize: 16, remainder: 'drop' })]).toEqual([]);
  });

  test('the given order is kept, and the order by length never falls', () => {
    expect(rowsOf({ order: 'given' }).flat()).toEqual([...encoded.keys()]);
    const lengths = rowsOf({ order: 'length' })
      .flat()
      .map((row) => encoded[row]!.ids.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });

  test('similar lengths together leave less than a sixth of padding, where chance leaves more than a third', () => {
    const padding = (order: 'shuffled' | 'given'): number => {
      let real = 0;
      let places = 0;
      for (const { inputs } of textBatches(encoded, labels, { batchSize: 16, order })) {
        real += tf.tidy(() => tf.sum(inputs.mask!).dataSync()[0]!);
        places += inputs.values.size;
      }
      return 1 - real / places;
    };
    expect(padding('shuffled')).toBeLessThan(1 / 6);
    expect(padding('given')).toBeGreaterThan(1 / 3);
  });

  test('short and long batches are mixed over an epoch', () => {
    const means = rowsOf({}).map(
      (batch) => batch.reduce((sum, row) => sum + encoded[row]!.ids.length, 0) / batch.length,
    );
    const half = means.slice(0, 31).reduce((sum, mean) => sum + mean, 0) / 31;
    expect(Math.abs(half - 30.5)).toBeLessThan(6);
  });

  test('widths are multiples of eight, and never beyond the longest that is allowed', () => {
    const widths = new Set(
      [...textBatches(encoded, labels, { batchSize: 16 })].map(({ inputs }) => inputs.values.shape[1]!),
    );
    expect([...widths].every((width) => width % 8 === 0 && width <= 64)).toBe(true);
    expect(widths.size).toBeLessThanOrEqual(8);
    for (const { inputs } of textBatches(encoded, labels, { batchSize: 16, maxLength: 21 })) {
      expect(inputs.values.shape[1]).toBeLessThanOrEqual(21);
    }
  });

  test('all batches have segment ids as soon as one example has', () => {
    const mixed = [...encoded.slice(0, 40), { ids: [7, 8, 9], types: [0, 1, 1] }];
    const types: number[] = [];
    for (const { inputs } of textBatches(mixed, labels.slice(0, 41), { batchSize: 8 })) {
      expect(inputs.types!.shape).toEqual(inputs.values.shape);
      types.push(tf.tidy(() => tf.sum(inputs.types!).dataSync()[0]!));
    }
    expect(types.reduce((sum, each) => sum + each)).toBe(2);
    for (const { inputs } of textBatches(encoded, labels, { batchSize: 512 }))
      expect(inputs).not.toHaveProperty('types');
  });

  test('a batch is freed when the next is asked for, and when the consumer leaves or fails', () => {
    const before = tf.memory().numTensors;
    for (const _ of textBatches(encoded, labels, { batchSize: 16 })) expect(tf.memory().numTensors).toBe(before + 3);
    expect(tf.memory().numTensors).toBe(before);
    for (const _ of textBatches(encoded, labels, { batchSize: 16 })) break;
    expect(tf.memory().numTensors).toBe(before);
    expect(() => {
      for (const _ of textBatches(encoded, labels, { batchSize: 16 })) throw new Error('consumer');
    }).toThrow('consumer');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('targets of a regression are float32', () => {
    const [batch] = textBatches([{ ids: [1] }], [0.25], { batchSize: 1, regression: true });
    expect(batch!.labels.dtype).toBe('float32');
    expect(() => textBatches([{ ids: [1] }], [0.25], { batchSize: 1 })).toThrow(
      'The label of example 0 is 0.25, but must be a class index, a whole number of at least 0.',
    );
  });

  test('options and data that do not fit are one sentence each', () => {
    expect(() => textBatches(encoded, labels, { batchSize: 0 })).toThrow(
      'batchSize is 0, but must be a whole number of at least 1.',
    );
    expect(() => textBatches([], [], { batchSize: 1 })).toThrow('There are no examples to make batches of');
    expect(() => textBatches(encoded, [1], { batchSize: 1 })).toThrow('There are 1 labels, but 1003 texts');
    expect(() => textBatches([{ ids: [] }], [1], { batchSize: 1 })).toThrow('Example 0 has no tokens');
  });

  test('planning a hundred thousand sentences takes less than two seconds', () => {
    const many = examples(100_000);
    const began = performance.now();
    expect(textBatches(many.encoded, many.labels, { batchSize: 32 }).count).toBe(3125);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('subsets', () => {
  const all: Examples = {
    texts: Array.from({ length: 100 }, (_, row) => `text ${row}`),
    labels: Array.from({ length: 100 }, (_, row) => (row < 80 ? 0 : 1)),
    labelNames: ['a', 'b'],
  };

  test.each([5, 10, 30, 60, 95])(
    'of %i keep the shares of classes, without repetition, texts with their labels',
    (size) => {
      const some = take(all, size, 1);
      expect(some.labels.filter((label) => label === 1)).toHaveLength(size / 5);
      expect(new Set(some.texts).size).toBe(size);
      for (const [row, text] of some.texts.entries())
        expect(some.labels[row]).toBe(all.labels[all.texts.indexOf(text)]);
    },
  );

  test('are drawn without regard to labels that are no classes', () => {
    const values = { ...all, labelNames: [] };
    expect(take(values, 100, 1).texts).not.toEqual(take(all, 100, 1).texts);
    expect(take(values, 100, 1).texts.toSorted()).toEqual(all.texts.toSorted());
  });

  test('are a function of the seed, and the beginning of larger ones', () => {
    expect(take(all, 30, 1)).toEqual(take(all, 30, 1));
    expect(take(all, 30, 1).texts).not.toEqual(take(all, 30, 2).texts);
    expect(take(all, 50, 1).texts.slice(0, 30)).toEqual(take(all, 30, 1).texts);
  });

  test('that are balanced have all of the rarest class, and as many of the others, in their order', () => {
    const even = balanced(all, 1);
    expect([0, 1].map((label) => even.labels.filter((each) => each === label).length)).toEqual([20, 20]);
    expect(even.texts).toEqual(all.texts.filter((text) => even.texts.includes(text)));
    expect(balanced(all, 1)).toEqual(even);
    expect(balanced(all, 2).texts).not.toEqual(even.texts);
  });

  test('of no or too many examples are refused in one sentence', () => {
    const rule = /but must be a whole number from 1 to 100, the examples there are\.$/;
    expect(() => take(all, 0, 1)).toThrow(rule);
    expect(() => take(all, 101, 1)).toThrow(rule);
  });
});
