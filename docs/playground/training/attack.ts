import { ascend, l2 } from '@advtrain/attacks';
import { probe, type Batch, type Model } from '@advtrain/core';
import { crossEntropy, key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

const moves = 10;
const attackKey = key(7);

/** How far along the attack losses are looked at, in radii: to the ball's edge, and as far again. */
export const distances: readonly number[] = Array.from({ length: 13 }, (_, at) => at / 6);
const edge = distances.indexOf(1);

/** What a model does on sentences, as they are and under attack. */
export interface Measured {
  readonly loss: number;
  readonly accuracy: number;
  readonly attackedLoss: number;
  readonly attackedAccuracy: number;
  /** The mean loss at {@link distances} along the perturbation that the attack finds. */
  readonly along: readonly number[];
}

/** δ in the l2 ball of a radius that ten moves of ascent from a random start come to: in the shape of the embeddings. */
export function attacked(model: Model, batch: Batch, radius: number): tf.Tensor {
  const ball = l2({ radius, stepSize: (2.5 * radius) / moves, start: radius });
  return tf.tidy(() => ascend(probe(model, batch, { key: attackKey }), { ball, steps: moves }));
}

/** What a model answers at x + δ, or at x: logits [B, C]. */
export function logitsAt(model: Model, batch: Batch, delta?: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => probe(model, batch, { key: attackKey }).logits(delta));
}

/** Measures a model under the attack of a radius. */
export async function measure(model: Model, batch: Batch, radius: number): Promise<Measured> {
  const { labels } = batch;
  const numbers = tf.tidy(() => {
    const delta = attacked(model, batch, radius);
    const logits = distances.map((distance) => logitsAt(model, batch, tf.mul(delta, distance)));
    const losses = logits.map((each) => crossEntropy(each, labels));
    return tf.stack([share(logits[0]!, labels), share(logits[edge]!, labels), ...losses]);
  });
  const [accuracy, attackedAccuracy, ...along] = await numbersOf(numbers);
  return {
    loss: along[0]!,
    accuracy: accuracy!,
    attackedLoss: along[edge]!,
    attackedAccuracy: attackedAccuracy!,
    along,
  };
}

/** The numbers of a tensor, which is disposed. */
export async function numbersOf(tensor: tf.Tensor): Promise<number[]> {
  const numbers = [...(await tensor.data())];
  tensor.dispose();
  return numbers;
}

/** The share of rows that are answered rightly. */
function share(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'));
}
