import { expect, test } from 'vitest';
import { at, cosineDecay, decaysByDefault, linearDecay, polynomialDecay, warmUp, type Schedule } from '../src/index.ts';

const values = (schedule: Schedule, steps: readonly number[]): number[] => steps.map((step) => at(schedule, step));

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
}

test('a number is a schedule that stays', () => {
  expect(values(0.3, [0, 5, 1e9])).toEqual([0.3, 0.3, 0.3]);
});

test('a warm-up rises from 0 in even steps, then stays', () => {
  expectClose(values(warmUp(2, 4), [0, 1, 2, 3, 4, 100]), [0, 0.5, 1, 1.5, 2, 2]);
  expect(values(warmUp(2, 0), [0, 1])).toEqual([2, 2]);
});

test('a linear decay is what transformers and fairseq have: 0 at step 0 of a warm-up, 0 at the end and after it', () => {
  const schedule = linearDecay({ peak: 1, total: 10, warmup: 2 });
  expectClose(values(schedule, [0, 1, 2, 6, 9, 10, 11]), [0, 0.5, 1, 0.5, 0.125, 0, 0]);
  expectClose(values(linearDecay({ peak: 1, total: 4 }), [0, 1, 2, 3, 4]), [1, 0.75, 0.5, 0.25, 0]);
});

test('a polynomial decay falls by its power to its end', () => {
  const schedule = polynomialDecay({ peak: 1, total: 4, end: 0.2, power: 2 });
  expectClose(values(schedule, [0, 1, 2, 4, 9]), [1, 0.2 + 0.8 * 0.5625, 0.4, 0.2, 0.2]);
});

test('a cosine decay is half a cosine', () => {
  const schedule = cosineDecay({ peak: 2, total: 6, warmup: 2 });
  expectClose(values(schedule, [1, 2, 3, 4, 6, 7]), [1, 2, 1 + Math.SQRT1_2, 1, 0, 0]);
});

test('a warm-up may take all steps', () => {
  expectClose(values(linearDecay({ peak: 1, total: 4, warmup: 4 }), [0, 2, 3, 4]), [0, 0.5, 0.75, 1]);
});

test('totals and warm-ups that make no sense are refused in one sentence', () => {
  expect(() => linearDecay({ peak: 1, total: 0 })).toThrow('total is 0, but a schedule needs at least 1 step.');
  expect(() => cosineDecay({ peak: 1, total: 5, warmup: 6 })).toThrow('warmup is 6, but must be in 0 … total (5).');
});

test('biases and normalisation do not decay by default', () => {
  const names = ['encoder.layer.0.output.dense.weight', 'embeddings.word_embeddings.weight'];
  const excepted = ['encoder.layer.0.output.dense.bias', 'embeddings.LayerNorm.weight', 'full_layer_layer_norm.weight'];
  expect(names.map(decaysByDefault)).toEqual([true, true]);
  expect(excepted.map(decaysByDefault)).toEqual([false, false, false]);
});
