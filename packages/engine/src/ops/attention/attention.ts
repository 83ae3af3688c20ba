import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../../constant.ts';
import { attributes, fused, run } from '../../native/fused.ts';
import type { NativeBackend } from '../../native/native.ts';
import type { Key } from '../../random/key.ts';
import { maskSeed } from '../../random/random.ts';
import { closedForm } from '../../gradients/closed-form.ts';
import { dropoutMask, dropping } from '../dropout.ts';
import { product } from '../product.ts';

/** What else enters the attention. */
export interface AttentionOptions {
  /** Added to the scaled scores, broadcast to [B, H, T, T]: a large negative number at padding, and what else a model adds. */
  readonly bias?: tf.Tensor;
  /** What the scores are multiplied by. Default 1/√D. */
  readonly scale?: number;
  /** Dropout rate of the attention probabilities, in [0, 1). Default 0. */
  readonly rate?: number;
  /** Key of that dropout. None: no dropout. */
  readonly key?: Key | undefined;
}

/**
 * softmax(scale · q · kᵀ + bias) · v (Vaswani et al., 2017): q, k, v [B, H, T, D] → [B, H, T, D].
 *
 * @param q queries.
 * @param k keys.
 * @param v values.
 * @param options the scale (default 1/√D), the bias, which broadcasts to [B, H, T, T], and dropout of the shares.
 */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttentionOptions = {}): tf.Tensor {
  const { bias, rate = 0, key, scale = 1 / Math.sqrt(q.shape.at(-1)!) } = options;
  const backend = fused();
  if (backend) return fusedAttention(backend, q, k, v, { ...options, scale });
  const factor = constant(scale);
  return closedForm<Differentiable>(
    inputsOf(q, k, v, bias),
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
        bias: () => summedTo(dScores, bias!.shape),
      };
    },
  );
}

type Differentiable = 'q' | 'k' | 'v' | 'bias';

/** What gradients are made for. The bias's is made only where something asks for it: a mask's never. */
function inputsOf(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  bias: tf.Tensor | undefined,
): Readonly<Record<Differentiable, tf.Tensor>> {
  return { q, k, v, ...(bias && { bias }) } as Readonly<Record<Differentiable, tf.Tensor>>;
}

/** As above with the weights, their dropout and the scores' gradient in one pass each, and no mask kept. */
function fusedAttention(
  backend: NativeBackend,
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { bias, rate = 0, key, scale }: AttentionOptions & { readonly scale: number },
): tf.Tensor {
  const numbers = { factor: scale, ...dropping(key ? rate : 0) };
  return closedForm<Differentiable>(
    inputsOf(q, k, v, bias),
    (save) => {
      const scores = product(q, k, { b: true });
      const seed = key ? maskSeed(key, scores.shape) : tf.zeros([4], 'int32');
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
        bias: () => summedTo(tf.mul(dScores, constant(1 / scale)), bias!.shape),
      };
    },
  );
}

/** The sum over the axes along which a bias of that shape was broadcast. */
function summedTo(dScores: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const filled = [...Array<number>(dScores.rank - shape.length).fill(1), ...shape];
  const axes = filled.flatMap((size, axis) => (size === 1 && dScores.shape[axis] !== 1 ? [axis] : []));
  return tf.reshape(axes.length > 0 ? tf.sum(dScores, axes, true) : dScores, [...shape]);
}

/** The bias with the four axes of the scores, and the last of their length. */
function broadcastable(bias: tf.Tensor, scores: tf.Tensor): tf.Tensor {
  const shape = [...Array<number>(4 - bias.rank).fill(1), ...bias.shape];
  const last = scores.shape[3]!;
  const filled = tf.reshape(bias, shape);
  return shape[3] === last ? filled : tf.broadcastTo(filled, [...shape.slice(0, 3), last]);
}
