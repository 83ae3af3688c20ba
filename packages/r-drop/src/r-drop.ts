import {
  checked,
  numberFrom,
  oneOf,
  roundUnits,
  type Model,
  type Objective,
  type Plugin,
  type RulesOf,
} from '@advtrain/core';
import { constant, fold, squaredDistance, symmetricKL } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How R-Drop trains. */
export interface RDropOptions {
  /** α, at least 0: what the divergence counts next to the loss. Default 1; the paper takes 0.1 to 1 on GLUE. */
  readonly alpha?: number;
  /** What is compared: distributions over classes (`symmetricKL`, default), or values (`squared`), for regression. */
  readonly distance?: 'symmetricKL' | 'squared';
  /** Whether the distance is the mean over the batch (default) or its sum, as in the official code for BERT. */
  readonly reduction?: 'mean' | 'sum';
  /** Whether the losses of the two passes are averaged (default), or added, as in Eq. 3 and in the official code for BERT. */
  readonly losses?: 'mean' | 'sum';
}

const rules: RulesOf<RDropOptions> = {
  alpha: numberFrom(0),
  distance: oneOf('symmetricKL', 'squared'),
  reduction: oneOf('mean', 'sum'),
  losses: oneOf('mean', 'sum'),
};

/**
 * R-Drop (Liang et al., 2021, arXiv 2106.14448, Algorithm 1): two passes with dropout masks of their own, and the loss
 * ½ (L₁ + L₂) + α · ½ (KL(p ‖ q) + KL(q ‖ p)), with gradients through both; for values L₁ and L₂ with α · (p − q)². Costs 6
 * units: two points in one round.
 *
 * Public codes differ. The paper's Eq. 3 adds the losses; the authors' README averages them and sums the divergence over the
 * batch; their code for BERT adds the losses and sums the divergence, so that its α grows with the batch: `losses: 'sum',
 * reduction: 'sum'`. With α = 0 it is natural training with two passes. Without dropout the two passes are one.
 *
 * @param options α, the divergence, and how it and the losses are summed.
 */
export function rDrop(options: RDropOptions = {}): Plugin {
  const { alpha = 1, distance = 'symmetricKL', reduction = 'mean', losses = 'mean' } = checked('rDrop', options, rules);
  const share = losses === 'mean' ? 0.5 : 1;
  const weight = distance === 'squared' ? alpha : alpha / 2;
  const measure = distance === 'squared' ? squaredDistance : symmetricKL;
  return {
    name: 'r-drop',
    units: rDropUnits,
    *perturb(step) {
      const key = fold(step.key, 'pass.1');
      const objective: Objective = (delta) => {
        const first = step.logits(delta);
        const second = step.logits(delta, { key });
        const loss = tf.mul(tf.add(step.loss(first), step.loss(second)), constant(share));
        const distance = measure(first, second, step.counted);
        const rows = step.counted ? tf.sum(step.counted) : constant(first.shape[0]);
        return tf.add(loss, tf.mul(reduction === 'sum' ? tf.mul(distance, rows) : distance, constant(weight)));
      };
      yield { delta: tf.zerosLike(step.x), objective };
    },
  };
}

/** What a step costs with a model: one round of two points. */
export function rDropUnits(model: Model): number {
  return 2 * roundUnits(model);
}
