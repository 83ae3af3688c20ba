import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { imageBatches, type ImageBatchOptions } from '../src/batches/image-batches.ts';
import { takeImages, type Images } from '../src/examples/images.ts';

/** Images of 2 × 3 pixels and 2 channels, whose first byte is the image's number. */
function pictures(count: number): Images {
  const pixels = Uint8Array.from({ length: count * 12 }, (_, at) => (at % 12 === 0 ? at / 12 : 100 + (at % 12)));
  const labels = Uint8Array.from({ length: count }, (_, row) => row % 5);
  return { pixels, shape: [2, 3, 2], labels, labelNames: ['a', 'b', 'c', 'd', 'e'] };
}

const images = pictures(103);

function rowsOf(options: Partial<ImageBatchOptions>): number[][] {
  return imageBatches(images, { batchSize: 16, ...options }).rows.map((rows) => [...rows]);
}

describe('batches of images', () => {
  test('every image is in one batch, its bytes as shares of white, with its label', () => {
    const seen: number[] = [];
    const batches = imageBatches(images, { batchSize: 16 });
    expect(batches.count).toBe(7);
    for (const { inputs, labels } of batches) {
      const { values } = inputs;
      expect(values.dtype + labels.dtype).toBe('float32int32');
      expect(values.shape).toEqual([labels.shape[0], 2, 3, 2]);
      const numbers = values.dataSync();
      for (const [index, label] of labels.dataSync().entries()) {
        const row = Math.round(numbers[index * 12]! * 255);
        seen.push(row);
        expect(label).toBe(row % 5);
        expect([...numbers.subarray(index * 12, index * 12 + 12)]).toEqual(
          Array.from({ length: 12 }, (_, at) => Math.fround((at === 0 ? row : 100 + at) / 255)),
        );
      }
    }
    expect(seen).toEqual(batches.rows.flatMap((rows) => [...rows]));
    expect(seen.sort((a, b) => a - b)).toEqual([...images.labels.keys()]);
  });

  test('the order is a function of seed and epoch alone', () => {
    expect(rowsOf({ seed: 1, epoch: 2 })).toEqual(rowsOf({ seed: 1, epoch: 2 }));
    expect(rowsOf({ seed: 1, epoch: 2 })).not.toEqual(rowsOf({ seed: 1, epoch: 3 }));
    expect(rowsOf({ seed: 1, epoch: 2 })).not.toEqual(rowsOf({ seed: 2, epoch: 2 }));
    expect(rowsOf({ order: 'given', seed: 1 }).flat()).toEqual([...images.labels.keys()]);
  });

  test('images that fill no batch are a shorter last one, or left out', () => {
    expect(rowsOf({}).map((rows) => rows.length)).toEqual([16, 16, 16, 16, 16, 16, 7]);
    expect(rowsOf({ remainder: 'drop' }).map((rows) => rows.length)).toEqual([16, 16, 16, 16, 16, 16]);
  });

  test('a batch is freed when the next is asked for, and when the consumer leaves', () => {
    const before = tf.memory().numTensors;
    for (const _ of imageBatches(images, { batchSize: 16, augment: { shift: 1 } }))
      expect(tf.memory().numTensors).toBe(before + 2);
    for (const _ of imageBatches(images, { batchSize: 16 })) break;
    expect(tf.memory().numTensors).toBe(before);
  });

  test('augmentation shows each image at every offset, flipped or not, with zeros around it', () => {
    const height = 2;
    const width = 3;
    const one: Images = { ...pictures(1), pixels: Uint8Array.from({ length: 12 }, (_, at) => at + 1) };
    const copies: Images = {
      ...one,
      pixels: Uint8Array.from({ length: 600 * 12 }, (_, at) => 1 + (at % 12)),
      labels: new Uint8Array(600),
    };
    const expected = new Set<string>();
    for (const flip of [false, true]) {
      for (const down of [-1, 0, 1]) {
        for (const across of [-1, 0, 1]) {
          const shown: number[] = [];
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const row = y + down;
              const column = (flip ? width - 1 - x : x) + across;
              const inside = row >= 0 && row < height && column >= 0 && column < width;
              for (const channel of [0, 1]) shown.push(inside ? 1 + (row * width + column) * 2 + channel : 0);
            }
          }
          expected.add(shown.join());
        }
      }
    }
    expect(expected.size).toBe(18);
    for (const { inputs } of imageBatches(copies, { batchSize: 600, augment: { shift: 1, flip: true } })) {
      const numbers = inputs.values.dataSync();
      const found = Array.from({ length: 600 }, (_, row) =>
        Array.from(numbers.subarray(row * 12, row * 12 + 12), (value) => Math.round(value * 255)).join(),
      );
      expect(new Set(found)).toEqual(expected);
      const most = Math.max(...[...expected].map((each) => found.filter((one) => one === each).length));
      expect(most).toBeLessThan(60);
    }
  });

  test('options that do not fit are one sentence each', () => {
    expect(() => imageBatches(images, { batchSize: 0 })).toThrow(
      'batchSize is 0, but must be a whole number of at least 1.',
    );
    expect(() => imageBatches(images, { batchSize: 1, augment: { shift: -1 } })).toThrow(
      'augment.shift is -1, but must be a whole number of at least 0.',
    );
    expect(() => imageBatches(pictures(0), { batchSize: 1 })).toThrow('There are no images to make batches of');
  });

  test.each<[string, object, string]>([
    [
      'that are shares of white',
      { pixels: new Float32Array(103 * 12) },
      'pixels is of type Float32Array, but must be a Uint8Array, bytes from 0 to 255: of shares of white make one by Uint8Array.from(pixels, (share) => Math.round(255 * share)).',
    ],
    [
      'of fewer images than labels',
      { pixels: new Uint8Array(16 * 12) },
      'There are 192 pixels, but 103 labels of images of 2 × 3 × 2 need 1236: give one label an image, and all pixels of each.',
    ],
    [
      'of more images than labels',
      { labels: new Uint8Array(2) },
      'There are 1236 pixels, but 2 labels of images of 2 × 3 × 2 need 24: give one label an image, and all pixels of each.',
    ],
    [
      'of a shape without channels',
      { shape: [2, 6] },
      'shape is [2,6], but must be the height, width and channels of one image: [28, 28, 1].',
    ],
  ])('pixels %s are refused', (_, wrong, sentence) => {
    expect(() => imageBatches({ ...images, ...wrong }, { batchSize: 1 })).toThrow(new Error(sentence));
  });

  test('bytes that are clamped, or those of a file, are pixels too', () => {
    for (const pixels of [Uint8ClampedArray.from(images.pixels), Buffer.from(images.pixels)])
      expect(imageBatches({ ...images, pixels: pixels as Uint8Array }, { batchSize: 16 }).count).toBe(7);
  });
});

describe('a subset of images', () => {
  test('is a function of the seed, without repetition, and the beginning of larger ones', () => {
    const some = takeImages(images, 30, 1);
    const numbers = Array.from({ length: 30 }, (_, at) => some.pixels[at * 12]!);
    expect(new Set(numbers).size).toBe(30);
    expect([...some.labels]).toEqual(numbers.map((row) => row % 5));
    expect(takeImages(images, 50, 1).pixels.subarray(0, 30 * 12)).toEqual(some.pixels);
    expect(takeImages(images, 30, 2).pixels).not.toEqual(some.pixels);
  });

  test('of no or too many images is refused in one sentence', () => {
    expect(() => takeImages(images, 0, 1)).toThrow(
      'count is 0, but must be a whole number from 1 to 103, the images there are.',
    );
    expect(() => takeImages(images, 104, 1)).toThrow('count is 104');
  });
});
