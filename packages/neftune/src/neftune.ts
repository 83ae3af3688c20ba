import { uniformNoise } from '@advtrain/attacks';
import {
  checked,
  numberFrom,
  oneOf,
  roundUnits,
  scheduled,
  type Plugin,
  type RulesOf,
  type Schedule,
} from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How NEFTune trains. */
export interface NEFTuneOptions {
  /** α, at least 0: the noise of a text is about α / √3 long, whatever its length. Default 5; 10 and 15 are in the paper too. */
  readonly alpha?: Schedule;
  /**
   * What L counts: the real tokens of each text (`real`, default, as in the paper's script), or those of the padded
   * batch (`padded`, as in Hugging Face's Trainer), which makes the noise of short texts smaller.
   */
  readonly length?: 'real' | 'padded';
}

const rules: RulesOf<NEFTuneOptions> = {
  alpha: scheduled(numberFrom(0)),
  length: oneOf('real', 'padded'),
};

/**
 * NEFTune (Jain et al., 2024, arXiv 2310.05914, Algorithm 1): one round at x plus uniform noise in (−1, 1) · α / √(L · d), with
 * L tokens of d dimensions, [B, T, d]; of multiple choice each choice is a text of its own, and what is flat, [B, d], is one token.
 * No ascent. Costs 3 units: as natural training.
 *
 * It is FreeLB's random start with a magnitude of α, and one round. Padding gets no noise; Hugging Face's Trainer adds it
 * there too, where attention does not look. The paper adds it to language models; here it is added to what is classified.
 *
 * @param options α, and whether padding counts in L.
 */
export function neftune(options: NEFTuneOptions = {}): Plugin {
  const { alpha = 5, length = 'real' } = checked('neftune', options, rules);
  const draw = uniformNoise(1);
  return {
    name: 'neftune',
    units: roundUnits,
    *perturb(step) {
      const delta = tf.tidy(() => {
        const { x, mask } = step;
        const isFlat = x.rank === 2;
        const [tokens, width] = (isFlat ? [1, x.shape[1]] : x.shape.slice(-2)) as [number, number];
        const isOfReal = length === 'real' && mask && !isFlat;
        const counted = isOfReal ? tf.maximum(tf.sum(mask, -2, true), constant(1)) : constant(tokens);
        return tf.mul(draw(step), tf.div(step.value(alpha), tf.sqrt(tf.mul(counted, constant(width)))));
      });
      yield { delta };
    },
  };
}
