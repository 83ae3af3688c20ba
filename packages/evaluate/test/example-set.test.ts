import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { textSet } from '../src/example-set.ts';

const encoded = [3, 9, 10].map((length) => ({ ids: new Int32Array(length).fill(5) }));

/** The widths of the batches of training and of evaluation. */
function widths(maxLength?: number): number[][] {
  const set = textSet(encoded, undefined, { padId: 0, ...(maxLength === undefined ? {} : { maxLength }) });
  const passes = [set.training({ batchSize: 3, seed: 1, epoch: 0 }), set.evaluation(3)];
  return passes.map((pass) => Array.from(pass, ({ inputs }) => inputs.values.shape[1]!));
}

describe('texts are padded in training and in evaluation alike', () => {
  test('to a multiple of 8', () => {
    expect(widths()).toEqual([[16], [16]]);
  });

  test('but no further than a model may read', () => {
    expect(widths(10)).toEqual([[10], [10]]);
  });
});
