import type * as tf from '@tensorflow/tfjs-core';

/**
 * A name for a stream of randomness. Two draws with the same key are the same draw on every backend, so sharing a
 * dropout mask is passing the same key, and switching dropout off is passing none.
 *
 * A key is two 32-bit numbers: the root, which changes from step to step (and is a tensor where a step is recorded),
 * and the path of names below it, which does not.
 */
export interface Key {
  /** Which step of which run: an integer in [0, 2³²), or an int32 scalar where a recorded step reads it as an input. */
  readonly root: number | tf.Scalar;
  /** Which draw within the step: an integer in [0, 2³²). */
  readonly path: number;
  /** Which rows of the draw are wanted, where other processes have the rest of the batch. Default: all. */
  readonly piece?: Piece;
}

/** Rows that follow one another in a batch, of which other processes have the rest. */
export interface Piece {
  /** The first of them, from 0. */
  readonly from: number;
  /** How many they are, at least 1. */
  readonly rows: number;
}

/**
 * The root key of a run. `seed` is an integer; others are truncated to 32 bits.
 *
 * @param seed what the whole run follows from.
 */
export function key(seed: number): Key {
  return { root: mix(seed ^ 0x5bd1e995), path: 0 };
}

/**
 * The key of a named or numbered child stream. Siblings never affect one another.
 *
 * @param parent the stream that it belongs to.
 * @param child its name, or its number.
 */
export function fold(parent: Key, child: string | number): Key {
  let path = parent.path;
  for (const character of String(child)) path = mix(path ^ character.codePointAt(0)!);
  return { ...parent, path: mix(path ^ 0x9e3779b9) };
}

/**
 * The key of some rows of what a key draws: of a tensor whose first axis goes along those rows, `rows` of them or a multiple, they are
 * the same numbers that the whole key draws there, whoever else draws the others.
 *
 * @param whole the key of all rows.
 * @param piece which rows. `undefined`: all, also of a key that was of some.
 */
export function rowsOf(whole: Key, piece: Piece | undefined): Key {
  const { root, path } = whole;
  return { root, path, ...(piece && { piece }) };
}

/** The place, in all that the whole key draws, of the first number of a draw of this shape. */
export function firstOf({ piece }: Key, shape: readonly number[]): number {
  if (!piece || piece.from === 0) return 0;
  const size = shape.reduce((product, length) => product * length, 1);
  if ((shape[0] ?? 0) % piece.rows !== 0)
    throw new Error(
      `A draw has the shape [${shape.join()}], but its key is of ${piece.rows} rows of a batch: draw what is not of rows with rowsOf(key, undefined).`,
    );
  return piece.from * (size / piece.rows);
}

/**
 * The key of the `index`-th step of a run: a new root, so that everything drawn below it is new.
 *
 * @param run the run's root key.
 * @param index from 0 on.
 */
export function stepKey(run: Key, index: number): Key {
  if (typeof run.root !== 'number') throw new Error('stepKey needs the key of a run, whose root is a number.');
  return { root: mix(mix(run.root ^ Math.imul(index + 1, 0x9e3779b1)) ^ run.path), path: 0 };
}

/** The finaliser of MurmurHash3: a bijection on 32-bit integers with full avalanche. */
function mix(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
