import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { attributes, fused, run } from '../native/fused.ts';
import type { NativeBackend } from '../native/native.ts';
import type { Key } from '../random/key.ts';
import { seedTensor } from '../random/random.ts';
import { closedForm } from '../gradients/closed-form.ts';
import { dropoutMask, dropping } from './dropout.ts';
import { product } from './product.ts';

/** What else enters the attention. */
export interface AttentionOptions {
  /** Added to the scores, broadcast to [B, H, T, T]: 0 at tokens, a large negative number at padding. A constant. */
  readonly bias?: tf.Tensor;
  /** Dropout rate of the attention probabilities, in [0, 1). Default 0. */
  readonly rate?: number;
  /** Key of that dropout. None: no dropout. */
  readonly key?: Key | undefined;
}

/** softmax(q · kᵀ / √D + bias) · v (Vaswani et al., 2017): q, k, v [B, H, T, D] → [B, H, T, D]. */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttentionOptions = {}): tf.Tensor {
  const { bias, rate = 0, key } = options;
  const backend = fused();
  if (backend) return fusedAttention(backend, q, k, v, options);
  const factor = constant(1 / Math.sqrt(q.shape.at(-1)!));
  return closedForm(
    { q, k, v },
    (save) => {
      const scaled = tf.mul(q, factor);
      const scores = product(scaled, k, { b: true });
      const weights = tf.softmax(bias ? tf.add(scores, bias) : scores);
      const mask = key && rate > 0 ? [dropoutMask(weights.shape, rate, key)] : [];
      const dropped = mask[0] ? tf.mul(weights, mask[0]) : weights;
      const context = product(dropped, v);
      save([scaled, k, v, weights, dropped, context, ...mask]);
      return context;
    },
    (dy, [scaled, k, v, weights, dropped, context, mask]) => {
      const dScores = tf.tidy(() => {
        const dDropped = product(dy, v!, { b: true });
        const dWeights = mask ? tf.mul(dDropped, mask) : dDropped;
        // Σ dWeights · weights over the keys equals Σ dy · context over the head: a smaller tensor (FlashAttention).
        const drift = tf.sum(tf.mul(dy, context!), -1, true);
        return tf.mul(weights!, tf.sub(dWeights, drift));
      });
      return {
        q: () => tf.mul(product(dScores, k!), factor),
        k: () => product(dScores, scaled!, { a: true }),
        v: () => product(dropped!, dy, { a: true }),
      };
    },
  );
}

/** As above with the weights, their dropout and the scores' gradient in one pass each, and no mask kept. */
function fusedAttention(
  backend: NativeBackend,
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { bias, rate = 0, key }: AttentionOptions,
): tf.Tensor {
  const numbers = { factor: 1 / Math.sqrt(q.shape.at(-1)!), ...dropping(key ? rate : 0) };
  return closedForm(
    { q, k, v },
    (save) => {
      const scores = product(q, k, { b: true });
      const seed = key ? seedTensor(key) : tf.zeros([2], 'int32');
      const added = bias ? broadcastable(bias, scores) : tf.zeros([1, 1, 1, scores.shape[3]!]);
      const [weights, dropped] = backend.executeMultipleOutputs(
        'AdvtrainAttentionWeights',
        attributes(backend, numbers),
        [scores, added, seed],
        2,
      );
      save([q, k, v, weights!, dropped!, seed]);
      return product(dropped!, v);
    },
    (dy, [q, k, v, weights, dropped, seed]) => {
      const dDropped = product(dy, v!, { b: true });
      const dScores = run(backend, 'AdvtrainAttentionWeightsGrad', [weights!, dDropped, seed!], numbers);
      dDropped.dispose();
      return {
        q: () => product(dScores, k!),
        k: () => product(dScores, q!, { a: true }),
        v: () => product(dropped!, dy, { a: true }),
      };
    },
  );
}

/** The bias with the four axes of the scores, and the last of their length. */
function broadcastable(bias: tf.Tensor, scores: tf.Tensor): tf.Tensor {
  const shape = [...Array<number>(4 - bias.rank).fill(1), ...bias.shape];
  const last = scores.shape[3]!;
  const filled = tf.reshape(bias, shape);
  return shape[3] === last ? filled : tf.broadcastTo(filled, [...shape.slice(0, 3), last]);
}
