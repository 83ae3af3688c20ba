import type { ExampleSet } from '@advtrain/evaluate';
import * as tf from '@tensorflow/tfjs-core';
import type { Subject } from '../subjects/subject.ts';

/** Embeddings of two models are of one space where they lie nearer than so much of their length: a fine-tuning hardly moves them. */
const near = 0.5;

/**
 * Whether two models read some examples as the same tokens, and those into embeddings of one space, as models do that were trained from the same
 * one: else a perturbation of one says nothing of the other.
 */
export function readsAlike(one: Subject, other: Subject, rows: readonly number[]): boolean {
  const own = inputsOf(one, one.set.pick(rows));
  const others = inputsOf(other, other.set.pick(rows));
  try {
    let apart = 0;
    let length = 0;
    for (;;) {
      const first = own.next();
      const second = others.next();
      if (first.done || second.done) return first.done === second.done && apart < near ** 2 * length;
      const { tokens, x } = first.value;
      const { tokens: otherTokens, x: otherX } = second.value;
      if (tokens.length !== otherTokens.length || x.length !== otherX.length) return false;
      if (tokens.some((token, place) => token !== otherTokens[place])) return false;
      for (const [place, value] of x.entries()) {
        apart += (value - otherX[place]!) ** 2;
        length += value ** 2;
      }
    }
  } finally {
    own.return();
    others.return();
  }
}

interface Read {
  readonly tokens: Int32Array;
  readonly x: Float32Array;
}

/** Tokens and their embeddings without padding's, a batch at a time. */
function* inputsOf({ model }: Subject, set: ExampleSet): Generator<Read, void> {
  for (const { inputs } of set.evaluation()) {
    const x = tf.tidy(() => {
      const embedded = model.embed(model.params, inputs);
      const real = inputs.mask && tf.expandDims(inputs.mask, -1);
      return (real ? tf.mul(embedded, real) : embedded).dataSync<'float32'>();
    });
    yield { tokens: inputs.values.dataSync<'int32'>(), x };
  }
}
