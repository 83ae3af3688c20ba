import type { Images } from '../examples/images.ts';
import { readPng } from '../files/png.ts';

/** CIFAR-10's classes in their order. */
export const cifarClasses: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

const side = 32;
const channels = 3;
const places = side * side;
const size = places * channels;

/**
 * Images from a batch in CIFAR-10's binary version (Krizhevsky, 2009): for each a byte of its class, then 1,024 bytes of
 * red, of green and of blue. Throws one sentence, which begins with `name`, where the bytes are not that.
 *
 * @param bytes the whole file.
 * @param name what the sentence of an error calls it.
 */
export function parseCifar(bytes: Uint8Array, name = 'The CIFAR-10 batch'): Images {
  const count = bytes.length / (size + 1);
  if (count === 0 || !Number.isInteger(count)) {
    throw new Error(
      `${name} has ${bytes.length} bytes, but must have ${size + 1} an image: it is another file, or damaged.`,
    );
  }
  const labels = Uint8Array.from({ length: count }, (_, row) => bytes[row * (size + 1)]!);
  checkLabels(labels, name);
  const pixels = new Uint8Array(count * size);
  for (let row = 0; row < count; row++) {
    const planes = bytes.subarray(row * (size + 1) + 1, (row + 1) * (size + 1));
    for (let at = 0; at < size; at++) pixels[row * size + at] = planes[(at % channels) * places + Math.floor(at / 3)]!;
  }
  return { pixels, shape: [side, side, channels], labels, labelNames: cifarClasses };
}

/**
 * The pixels of a strip of images, as ConvNetJS publishes CIFAR-10: a PNG of 1,024 pixels across, in which each row is an
 * image, its rows one after another. Throws one sentence, which begins with `name`, where the bytes are not that.
 *
 * @param bytes the whole file.
 * @param name what the sentence of an error calls it.
 */
export function parseStrip(bytes: Uint8Array, name = 'The strip of images'): Uint8Array {
  const { data, width, height, channels: found, depth } = readPng(bytes, name);
  if (width !== places || depth !== 8 || found < channels) {
    throw new Error(
      `${name} is ${width} pixels across, ${found} channels of ${depth} bits, but must be ${places} in RGB of 8 bits.`,
    );
  }
  if (found === channels) return data as Uint8Array;
  return Uint8Array.from(
    { length: height * size },
    (_, at) => data[Math.floor(at / channels) * found + (at % channels)]!,
  );
}

/** Refuses classes that CIFAR-10 does not have. */
export function checkLabels(labels: ArrayLike<unknown>, name: string): void {
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (Number.isInteger(label) && label >= 0 && label < cifarClasses.length) continue;
    throw new Error(
      `${name}: the class of image ${row} is ${JSON.stringify(label)}, but must be a whole number from 0 to 9.`,
    );
  }
}
