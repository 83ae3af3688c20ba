import { aNumber, checked, needed, oneOf, thing, yesOrNo, type RulesOf } from '@advtrain/core';
import { fold, key, uniform } from '@advtrain/engine';
import type { Batch } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkImages, type Images } from '../examples/images.ts';
import { shuffled } from '../examples/shuffled.ts';

/** Options of {@link imageBatches}. */
export interface ImageBatchOptions {
  /** Images a batch, at least 1. */
  readonly batchSize: number;
  /** `shuffled` anew every epoch (default), or as `given`. */
  readonly order?: 'shuffled' | 'given';
  /** Together with `epoch`, what a shuffled order and the augmentation are functions of. Default 0. */
  readonly seed?: number;
  /** Default 0. */
  readonly epoch?: number;
  /** What happens to the images that fill no batch: they are the last one, shorter, or left out. Default `keep`. */
  readonly remainder?: 'keep' | 'drop';
  /**
   * Moves every image at random: by up to `shift` pixels each way, zeros coming in (default 0), and, where `flip` is
   * set, left to right in one of two cases. CIFAR-10 is trained with `{ shift: 4, flip: true }`. Default: none.
   */
  readonly augment?: { readonly shift?: number; readonly flip?: boolean };
}

const rules: RulesOf<ImageBatchOptions> = {
  batchSize: needed(aNumber),
  order: oneOf('shuffled', 'given'),
  seed: aNumber,
  epoch: aNumber,
  remainder: oneOf('keep', 'drop'),
  augment: thing('an object such as { shift: 4, flip: true }'),
};

const augmentRules: RulesOf<NonNullable<ImageBatchOptions['augment']>> = { shift: aNumber, flip: yesOrNo };

/** Batches of one pass over the images. */
export interface ImageBatches extends Iterable<Batch> {
  /** How many there are. */
  readonly count: number;
  /** The images of each batch: what puts predictions back into order. */
  readonly rows: readonly Int32Array[];
}

/** A byte's share of white, in float32 as PyTorch's ToTensor gives it. */
const shades = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Batches of images: pixels [B, H, W, C] (float32) in [0, 1], class indices [B] (int32). Each batch's tensors are
 * disposed when the consumer asks for the next one or leaves. May be iterated again. Throws one sentence for options
 * and images that do not fit.
 *
 * @param images pixels with labels.
 * @param options the batch size, the order, and how images are moved in training.
 */
export function imageBatches(images: Images, options: ImageBatchOptions): ImageBatches {
  const {
    batchSize,
    order = 'shuffled',
    seed = 0,
    epoch = 0,
    remainder = 'keep',
    augment,
  } = checked('imageBatches', options, rules);
  if (augment) checked('augment', augment, augmentRules);
  const { labels, shape } = images;
  check(images, options);
  const stream = fold(fold(key(seed), 'images'), epoch);
  const all = order === 'shuffled' ? shuffled(labels.length, stream) : Int32Array.from(labels.keys());
  const count = (remainder === 'keep' ? Math.ceil : Math.floor)(labels.length / batchSize);
  const rows = Array.from({ length: count }, (_, batch) => all.subarray(batch * batchSize, (batch + 1) * batchSize));
  const moves = augment && movesOf(labels.length, augment, seed, epoch);
  return {
    count,
    rows,
    *[Symbol.iterator]() {
      for (const batch of rows) {
        const values = tf.tensor4d(pixelsOf(images, batch, moves), [batch.length, ...shape]);
        const classes = tf.tensor1d(
          Int32Array.from(batch, (row) => labels[row]!),
          'int32',
        );
        try {
          yield { inputs: { values }, labels: classes };
        } finally {
          tf.dispose([values, classes]);
        }
      }
    },
  };
}

/** Where an image is read from: the offset of its first row and column, and whether from the right. */
interface Moves {
  readonly down: Int32Array;
  readonly across: Int32Array;
  readonly flip: Int32Array;
}

function movesOf(
  count: number,
  { shift = 0, flip = false }: NonNullable<ImageBatchOptions['augment']>,
  seed: number,
  epoch: number,
): Moves {
  const stream = fold(fold(key(seed), 'augment'), epoch);
  const draw = (name: string, choices: number): Int32Array =>
    tf.tidy(() => Int32Array.from(uniform([count], fold(stream, name), 0, choices).dataSync(), Math.floor));
  const offsets = (name: string): Int32Array => draw(name, 2 * shift + 1).map((value) => value - shift);
  return { down: offsets('down'), across: offsets('across'), flip: draw('flip', flip ? 2 : 1) };
}

function pixelsOf({ pixels, shape }: Images, rows: Int32Array, moves: Moves | undefined): Float32Array {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const values = new Float32Array(rows.length * size);
  for (const [index, row] of rows.entries()) {
    const from = row * size;
    const to = index * size;
    if (!moves) {
      for (let at = 0; at < size; at++) values[to + at] = shades[pixels[from + at]!]!;
      continue;
    }
    const down = moves.down[row]!;
    const across = moves.across[row]!;
    const flip = moves.flip[row] === 1;
    for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
      for (let x = Math.max(0, -across); x < Math.min(width, width - across); x++) {
        const source = from + ((y + down) * width + x + across) * channels;
        const target = to + (y * width + (flip ? width - 1 - x : x)) * channels;
        for (let c = 0; c < channels; c++) values[target + c] = shades[pixels[source + c]!]!;
      }
    }
  }
  return values;
}

function check(images: Images, { batchSize, augment }: ImageBatchOptions): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new Error(`batchSize is ${batchSize}, but must be a whole number of at least 1.`);
  }
  const { shift = 0 } = augment ?? {};
  if (!Number.isInteger(shift) || shift < 0) {
    throw new Error(`augment.shift is ${shift}, but must be a whole number of at least 0.`);
  }
  checkImages(images);
  if (images.labels.length === 0) throw new Error('There are no images to make batches of: give at least one.');
}
