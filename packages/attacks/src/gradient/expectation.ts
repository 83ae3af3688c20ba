import { wholeNumber } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import { constant, fold } from '@advtrain/engine';
import type { Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A defence that answers at random, as an attack should see it (Athalye et al., 2018): the model whose logits are the mean over
 * `times` passes with dropout, of keys that follow from `key`. The same draws every time, so that it can be recorded and
 * attacked like any other; each pass costs `times` as much. A mask goes by the place in a batch: with a `batchSize` of 1 results do
 * not depend on batches. Shares the parameters of `model`.
 *
 * @param model one whose dropout, or whose own draws, follow from a key.
 * @param options `times`, the passes that are averaged, and `key`.
 */
export function expectation(model: Model, { times, key }: { readonly times: number; readonly key: Key }): Model {
  wholeNumber('times', times, 1);
  const keys = Array.from({ length: times }, (_, index) => fold(key, `expectation ${index}`));
  return {
    ...model,
    stem: (_, x) => x,
    trunk(params, x, inputs) {
      const passes = keys.map((each) => model.trunk(params, model.stem(params, x, inputs, each), inputs, each));
      return tf.mul(tf.addN(passes), constant(1 / times));
    },
  };
}
