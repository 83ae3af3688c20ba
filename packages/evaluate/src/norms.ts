import type { Batch, Model } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** How long the x of examples are. */
export interface Norms {
  /** Of each example, over all its tokens and dimensions. */
  readonly examples: readonly number[];
  /** Of each token, over its last axis. */
  readonly tokens: readonly number[];
  /** How many entries a token has. */
  readonly width: number;
}

/**
 * How long the x of a batch are, ‖x‖₂ without padding; an example whose x is no number is left out.
 *
 * @param model its embedding is looked up.
 * @param batch the examples whose x is measured.
 */
export function normsOf({ params, embed }: Model, { inputs }: Batch): Norms {
  let width = 1;
  const sums = tf.tidy(() => {
    const x = embed(params, inputs);
    width = x.shape.at(-1) ?? 1;
    return tf.sum(tf.square(x), -1);
  });
  const squares = sums.arraySync() as Nested;
  sums.dispose();
  const real = inputs.mask?.arraySync() as Nested | undefined;
  const examples = (squares as readonly Nested[]).map((_, row) => {
    const all = flat((squares as readonly Nested[])[row]);
    if (!real) return all;
    const seen = flat((real as readonly Nested[])[row]);
    return all.filter((_, place) => seen[place] === 1);
  });
  const finite = examples.filter((each) => each.every(Number.isFinite));
  return {
    examples: finite.map((each) => Math.sqrt(each.reduce((sum, square) => sum + square, 0))),
    tokens: finite.flat().map(Math.sqrt),
    width,
  };
}

type Nested = number | readonly Nested[];

function flat(values: Nested | undefined): readonly number[] {
  if (values === undefined) return [];
  return typeof values === 'number' ? [values] : values.flatMap(flat);
}
