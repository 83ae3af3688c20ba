import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { imageSet, textSet } from '../src/example-set.ts';

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

describe('a set is refused when it is made', () => {
  test('of images whose pixels are no bytes, or not as many as their labels say', () => {
    const images = {
      pixels: new Uint8Array(8),
      shape: [2, 2, 1],
      labels: new Uint8Array(2),
      labelNames: ['a'],
    } as const;
    expect(imageSet(images).labels).toEqual([0, 0]);
    expect(() => imageSet({ ...images, labels: new Uint8Array(4) })).toThrow('There are 8 pixels, but 4 labels');
    expect(() => imageSet({ ...images, pixels: new Float32Array(8) as never })).toThrow(
      'pixels is of type Float32Array',
    );
  });

  test('of texts that have not one label each', () => {
    expect(() => textSet(encoded, [0, 1], { padId: 0 })).toThrow('There are 2 labels, but 3 texts: give one a text.');
  });
});
