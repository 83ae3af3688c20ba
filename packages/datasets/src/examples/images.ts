import { fold, key } from '@advtrain/engine';
import { shuffled } from './shuffled.ts';

/** Pictures with their classes: an image data set, or a part of one. */
export interface Images {
  /** All pixels in bytes, image by image: rows, columns, channels. */
  readonly pixels: Uint8Array;
  /** Of one image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Indices into `labelNames`, one an image. */
  readonly labels: Uint8Array;
  /** The classes' names in their order. */
  readonly labelNames: readonly string[];
}

/** Images to train on, and others to test on. */
export interface ImageSplits {
  readonly train: Images;
  readonly test: Images;
}

/**
 * Refuses images that are no bytes, or not as many as their labels say: shares of white would be read as indices, and fewer pixels as
 * none. Throws one sentence.
 *
 * @param images pixels with labels.
 */
export function checkImages({ pixels, shape, labels }: Images): void {
  // Arrays of another realm are no instances of this one's classes.
  const kind = Object.prototype.toString.call(pixels).slice('[object '.length, -1);
  if (kind !== 'Uint8Array' && kind !== 'Uint8ClampedArray')
    throw new Error(
      `pixels is of type ${kind}, but must be a Uint8Array, bytes from 0 to 255: of shares of white make one by ` +
        'Uint8Array.from(pixels, (share) => Math.round(255 * share)).',
    );
  const lengths = Array.from(Object(shape) as ArrayLike<number>);
  if (lengths.length !== 3 || !lengths.every((length) => Number.isInteger(length) && length > 0))
    throw new Error(
      `shape is [${lengths.join()}], but must be the height, width and channels of one image: [28, 28, 1].`,
    );
  const [height, width, channels] = shape;
  const needed = labels.length * height * width * channels;
  if (pixels.length === needed) return;
  throw new Error(
    `There are ${pixels.length} pixels, but ${labels.length} labels of images of ${height} × ${width} × ${channels} need ${needed}: ` +
      'give one label an image, and all pixels of each.',
  );
}

/**
 * The images of those rows, in that order.
 *
 * @param images those to pick from.
 * @param rows indices, from 0 on; one that is named again comes again.
 */
export function pickImages(images: Images, rows: ArrayLike<number>): Images {
  const size = images.shape.reduce((product, length) => product * length, 1);
  const pixels = new Uint8Array(rows.length * size);
  const labels = new Uint8Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    pixels.set(images.pixels.subarray(row * size, (row + 1) * size), at * size);
    labels[at] = images.labels[row]!;
  }
  return { ...images, pixels, labels };
}

/**
 * A subset of `count` images drawn without repetition: a function of the seed alone, and the beginning of every larger
 * one. Throws one sentence where there are fewer images.
 *
 * @param images those to take from.
 * @param count how many.
 * @param seed what is drawn by.
 */
export function takeImages(images: Images, count: number, seed: number): Images {
  const all = images.labels.length;
  if (!Number.isInteger(count) || count < 1 || count > all) {
    throw new Error(`count is ${count}, but must be a whole number from 1 to ${all}, the images there are.`);
  }
  return pickImages(images, shuffled(all, fold(key(seed), 'take')).subarray(0, count));
}
