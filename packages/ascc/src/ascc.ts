import { someSubstitutes, tokenCandidates, towards } from '@advtrain/attacks';
import {
  checked,
  needed,
  numberAbove,
  numberFrom,
  numberThat,
  roundUnits,
  scheduled,
  wholeFrom,
  type Model,
  type Objective,
  type Plugin,
  type RulesOf,
  type Schedule,
  type Substitutes,
} from '@advtrain/core';
import { constant, fold, kullbackLeibler, normal } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { adamAscent } from './adam-ascent.ts';
import { coefficients, entropy } from './coefficients.ts';

/** How ASCC-like training is done. */
export interface ASCCOptions {
  /** What may stand in the place of tokens: `substitutesOf(neighbours, tokenizer)` of `@advtrain/attacks`. */
  readonly substitutes: Substitutes;
  /** T: moves of the coefficients' logits. At least 1. Default 10. */
  readonly steps?: number;
  /** Adam's learning rate in those moves, above 0. Default 1, the official code's for BERT. */
  readonly ascentRate?: number;
  /** What the mean entropy of an example's coefficients counts against its divergence, at least 0. Default 0.25. */
  readonly sparsity?: number;
  /** What robustness counts next to accuracy, above 0. Default 4, as in the official code. */
  readonly weight?: number;
  /** How far towards the point in the hull a word goes, in [0, 1]. Default 1: all the way. */
  readonly reach?: Schedule;
}

const rules: RulesOf<ASCCOptions> = {
  substitutes: needed(someSubstitutes),
  steps: wholeFrom(1),
  ascentRate: numberAbove(0),
  sparsity: numberFrom(0),
  weight: numberAbove(0),
  reach: scheduled(numberThat('in [0, 1]', (value) => value >= 0 && value <= 1)),
};

/**
 * Like ASCC (Dong et al., 2021, arXiv 2107.13541): each word moves to the point in the convex hull of itself and its substitutes at which
 * KL(p(x) ‖ p(x + δ)) less `sparsity` times the entropy of the point's coefficients is largest. The coefficients are a softmax of logits
 * [B, T, 1 + C], which Adam climbs with. Then one round on the clean loss plus `weight` times that divergence, with gradients to
 * the parameters of both passes and to the embeddings of the substitutes.
 *
 * It departs from the official code in these ways. Only words of one piece move, and only towards such words; stop words stay. The
 * entropy is a mean over the words of an example that have substitutes, and its weight does not depend on the size of a batch: the
 * official 15, over a batch of 64 texts with all their places, is about 0.25. The logits start at N(0, 0.05²), which is about Kaiming's
 * rule for 64 places of 9 candidates, and do not decay (official 2e-5). The attack has the dropout masks of the round.
 *
 * Costs 7 + 2T units: a clean forward pass for the attack, the moves, and a round of two points at once. Takes memory for the embeddings
 * of all candidates of a batch, 1 + C times as much as for the batch's own. For ids [B, T] and two classes or more.
 *
 * @param options the substitutes, which are needed, the moves with their rate, the sparsity, the weight, and the reach.
 */
export function ascc(options: ASCCOptions): Plugin {
  const {
    substitutes,
    steps = 10,
    ascentRate = 1,
    sparsity = 0.25,
    weight = 4,
    reach = 1,
  } = checked('ascc', options, rules);
  const table = tokenCandidates(substitutes);
  return {
    name: 'ascc',
    units: (model) => asccUnits(steps, model),
    *perturb(step) {
      const candidates = table.of(step);
      const far = step.value(reach);
      const embedded = (): tf.Tensor => step.model.embed(step.params, { values: candidates.ids });
      const moved = (logits: tf.Tensor, points: tf.Tensor): tf.Tensor =>
        tf.mul(towards(coefficients(logits, candidates.allowed), points), far);

      const target = step.logits();
      const held = embedded();
      const climbed: Objective = (logits) => {
        const divergence = kullbackLeibler(target, step.logits(moved(logits, held)));
        return tf.sub(divergence, tf.mul(entropy(logits, candidates.allowed), constant(sparsity)));
      };
      const start = tf.mul(normal(candidates.ids.shape, fold(step.key, 'coefficients')), constant(0.05));
      const found = adamAscent(start, { steps, ascentRate, gradient: (logits) => step.gradient(logits, climbed) });
      yield {
        delta: found,
        objective: (logits) => {
          const clean = step.logits();
          const away = step.logits(moved(logits, embedded()));
          return tf.add(step.loss(clean), tf.mul(kullbackLeibler(clean, away), constant(weight)));
        },
      };
    },
    dispose: () => {
      table.dispose();
    },
  };
}

/** What a step of T moves costs with a model. */
export function asccUnits(steps: number, model: Model): number {
  return 1 + 2 * steps + 2 * roundUnits(model);
}
