import { checked, numberAbove, oneOf, roundUnits, type Model, type RulesOf } from '@advtrain/core';
import { aNoise, uniformNoise, type Noise } from '@advtrain/attacks';
import type { Objective, Plugin, Step } from '@advtrain/core';
import { constant, fold, squaredDistance, symmetricKL } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How R3F trains. */
export interface R3FOptions {
  /** z, added to x. Default, as in the paper: uniform in (−1e-5, 1e-5). `normalNoise` is its other choice. */
  readonly noise?: Noise;
  /** λ, above 0: what the divergence counts next to the loss. Default 1. */
  readonly weight?: number;
  /** What it measures: the paper's symmetric KL divergence (default), or the squared distance, for regression. */
  readonly distance?: 'symmetricKL' | 'squared';
  /** Whether the noised pass sends a gradient to the embeddings, as every pass of ours (default) but not the official code's. */
  readonly embeddings?: 'learn' | 'hold';
  /** Whether both passes have the same dropout masks (default), or the noised one its own, as in the official code. */
  readonly masks?: 'shared' | 'own';
}

const rules: RulesOf<R3FOptions> = {
  noise: aNoise,
  weight: numberAbove(0),
  distance: oneOf('symmetricKL', 'squared'),
  embeddings: oneOf('learn', 'hold'),
  masks: oneOf('shared', 'own'),
};

/**
 * R3F (Aghajanyan et al., 2020, arXiv 2008.03156, Eq. 5): the loss, plus λ · (KL(p ‖ q) + KL(q ‖ p)) of the predictions
 * at x and at x + z, with gradients through both. No ascent. Costs 6 units: two points in one round.
 *
 * The official code (fairseq) leaves the embeddings out of the noised pass's gradient, draws new masks for it, and for
 * regression computes it and ignores it; the first two are options.
 *
 * @param options λ, the noise, and what the official code does otherwise.
 */
export function r3f(options: R3FOptions = {}): Plugin {
  const { noise = uniformNoise(1e-5), weight = 1, distance = 'symmetricKL' } = checked('r3f', options, rules);
  const { embeddings = 'learn', masks = 'shared' } = options;
  const measure = distance === 'squared' ? squaredDistance : symmetricKL;
  return {
    name: 'r3f',
    units: r3fUnits,
    *perturb(step) {
      const where = masks === 'own' ? { key: fold(step.key, 'noised') } : {};
      const objective: Objective = (point) => {
        const clean = step.logits();
        const noised = step.logits(embeddings === 'hold' ? held(step, point) : point, where);
        return tf.add(step.loss(clean), tf.mul(measure(noised, clean, step.counted), constant(weight)));
      };
      yield { delta: noise(step), objective };
    },
  };
}

/** The perturbation that takes the live embeddings to x + δ with x held: their two gradients cancel. */
function held(step: Step, delta: tf.Tensor): tf.Tensor {
  return tf.add(delta, tf.sub(step.x, step.model.embed(step.model.params, step.batch.inputs)));
}

/** What a step costs with a model: one round of two points. */
export function r3fUnits(model: Model): number {
  return 2 * roundUnits(model);
}
