import { checked, numberFrom, type Plugin, type RulesOf } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How flooding trains. */
export interface FloodingOptions {
  /** b, at least 0: the loss below which training turns round. Default 0.1. */
  readonly level?: number;
}

const rules: RulesOf<FloodingOptions> = {
  level: numberFrom(0),
};

/**
 * Flooding (Ishida et al., 2020, arXiv 2002.08709, Eq. 3): the loss is |L − b| + b of the mean L over the batch, so that below
 * the level b the parameters climb it. Goes beside any method, and costs nothing. With several batches a step each has its
 * own mean, so that the level that works depends on the size of a batch.
 *
 * Flooding-X (Liu et al., ACL 2022) takes b from 0.1 to 0.2 on SST-2 and 0.02 on IMDB; its criterion for choosing b is not in
 * its public code, and not here. What a method adds to the loss (a divergence, a penalty) is not flooded.
 *
 * An attack climbs what is trained on: where a batch's loss is below b, it lowers the loss itself, since that is what
 * raises |L − b| + b.
 *
 * @param options `level`, b.
 */
export function flooding(options: FloodingOptions = {}): Plugin {
  const { level = 0.1 } = checked('flooding', options, rules);
  return {
    name: 'flooding',
    loss: (loss) => (logits, labels) => {
      const b = constant(level);
      return tf.add(tf.abs(tf.sub(loss(logits, labels), b)), b);
    },
  };
}
