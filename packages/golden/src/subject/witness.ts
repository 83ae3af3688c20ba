import type { Inputs, Model } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';

/** One whole forward pass as it happened. */
export interface SeenPass {
  readonly microBatch: number;
  /** Which pass on that micro-batch. */
  readonly pass: number;
  /** x + δ minus the clean x: the perturbation that the model saw. */
  readonly delta: Float32Array;
  /** What the model answered [B, C], row by row. */
  readonly logits: Float32Array;
  /** Mean loss of the batch, computed here from the logits in double precision. */
  readonly loss: number;
}

/** A model that notes what passes through it. */
export interface Witness {
  readonly model: Model;
  readonly passes: readonly SeenPass[];
  /** The micro-batch whose inputs the model saw last. */
  current(): number;
}

/** Labels of a micro-batch, and how its loss is computed from logits. */
export interface Target {
  readonly inputs: Inputs;
  readonly labels: ArrayLike<number>;
  readonly regression: boolean;
}

/**
 * Watches every forward pass from outside the methods, so that what is compared is what the model was given: a pass is
 * a stem and the trunk behind it; a stem alone (YOPO's inner steps) is none.
 */
export function witness(model: Model, targets: readonly Target[]): Witness {
  // By what they hold: a method may hand a batch on in tensors of its own.
  const numbers = new Map(targets.map(({ inputs }, index) => [contents(inputs), index]));
  const passes: SeenPass[] = [];
  let clean: Float32Array = new Float32Array();
  let seen: Float32Array = new Float32Array();
  let current = 0;
  const numberOf = (inputs: Inputs): number => {
    const index = numbers.get(contents(inputs));
    if (index === undefined) throw new Error('The model was given inputs that are no micro-batch of the case.');
    return index;
  };
  return {
    passes,
    current: () => current,
    model: {
      ...model,
      embed: (params, inputs) => {
        current = numberOf(inputs);
        const x = model.embed(params, inputs);
        clean = floats(x);
        return x;
      },
      stem: (params, x, inputs, key, depth) => {
        seen = floats(x);
        return model.stem(params, x, inputs, key, depth);
      },
      trunk: (params, hidden, inputs, key, depth) => {
        const answer = model.trunk(params, hidden, inputs, key, depth);
        const microBatch = numberOf(inputs);
        const logits = floats(answer);
        passes.push({
          microBatch,
          pass: passes.filter((each) => each.microBatch === microBatch).length,
          delta: seen.map((value, i) => value - clean[i]!),
          logits,
          loss: meanLoss(logits, targets[microBatch]!),
        });
        return answer;
      },
    },
  };
}

function contents({ values }: Inputs): string {
  return values.dataSync().join();
}

function floats(tensor: tf.Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}

/** Mean cross-entropy, or mean squared error, over the rows of logits [B, C]. */
function meanLoss(logits: Float32Array, { labels, regression }: Target): number {
  const classes = logits.length / labels.length;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    sum += regression ? (scores[0]! - labels[row]!) ** 2 : crossEntropyOf(scores, labels[row]!);
  }
  return sum / labels.length;
}

function crossEntropyOf(scores: Float32Array, label: number): number {
  const highest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  return Math.log(total) + highest - scores[label]!;
}
