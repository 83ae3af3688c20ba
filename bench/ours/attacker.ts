import { apgdCE, pgd } from '@advtrain/attacks';
import { key } from '@advtrain/engine';
import { imageSet, predict } from '@advtrain/evaluate';
import { imageNets, initialImageParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';

/** An attack on a net with random weights, so weak that nothing breaks: every image takes every move. */
export interface AttackRequest {
  readonly attack: 'PGD' | 'APGD';
  readonly images: number;
  readonly moves: number;
  readonly batch: number;
  /** ε in ℓ∞. */
  readonly radius: number;
}

/** Builds a net and images of MNIST's shape; what it returns attacks them and counts the broken. */
export function attacker(request: AttackRequest): () => Promise<{ readonly broken: number }> {
  const { attack, images, moves, batch, radius } = request;
  const start = initialImageParams('fast-mnist', key(0));
  const model = imageNets['fast-mnist'].create(start);
  tf.dispose(Object.values(start));
  const pixels = Uint8Array.from({ length: images * 784 }, (_, at) => (at * 7919) % 256);
  const labelNames = Array.from({ length: 10 }, (_, digit) => String(digit));
  const all = { pixels, shape: [28, 28, 1] as const, labels: new Uint8Array(images), labelNames };
  const make = attack === 'PGD' ? pgd : apgdCE;
  let labels: Uint8Array | undefined;
  return async () => {
    labels ??= Uint8Array.from(await predict(model, imageSet(all)));
    const set = imageSet({ ...all, labels });
    const run = { key: key(1), batchSize: batch, temperature: 1 };
    const outcomes = await make({ radius, steps: moves }).run(model, set, run);
    return { broken: outcomes.filter(({ broken }) => broken).length };
  };
}
