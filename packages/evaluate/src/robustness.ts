import { ascend, l2, linf, temperature as calibrated } from '@advtrain/attacks';
import type { Ball } from '@advtrain/attacks';
import { probe, wholeNumber } from '@advtrain/core';
import type { Batch, Model, Objective } from '@advtrain/core';
import { predictions } from '@advtrain/datasets';
import { fold, key, Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { ExampleSet } from './example-set.ts';
import { noPause } from './pause.ts';
import type { Pause } from './pause.ts';
import { recordedSite } from './recorded-site.ts';

/** The attack that accuracy is measured under. */
export interface RobustnessOptions {
  /** Radii ε of the balls, above 0, each a run of the attack of its own: l2 of an example's embeddings, ℓ∞ of its pixels. */
  readonly radii: readonly number[];
  /** Ascent moves for each example, at least 1. Default 10. */
  readonly steps?: number;
  /** How many examples are attacked, the first ones. Default: all. */
  readonly examples?: number;
  /**
   * What logits are divided by in the loss that the attack climbs, above 0. Default `calibrated`: the temperature at which
   * the model is calibrated on these examples, lest over-confidence, which flattens the loss, pass for robustness.
   */
  readonly temperature?: number | 'calibrated';
  /**
   * The ball of a radius. Default: l2 around embeddings, ℓ∞ around the pixels of a model that has a domain, with a random
   * start of magnitude ε and moves of 2.5·ε / steps.
   */
  readonly ball?: (radius: number) => Ball;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
}

/** Accuracy under attack in one ball. */
export interface RobustPoint {
  readonly radius: number;
  /** The share of attacked examples still classified correctly, in [0, 1]. */
  readonly accuracy: number;
}

/**
 * Accuracy at each radius of projected gradient ascent on the loss (Madry et al. 2018), without dropout, the clean accuracy
 * (radius 0) first. Who errs on the clean example counts as lost at every radius. Needs a model that answers classes.
 */
export async function robustness(
  model: Model,
  set: ExampleSet,
  options: RobustnessOptions,
): Promise<readonly RobustPoint[]> {
  const { radii, steps = 10, examples = set.labels.length, temperature = 'calibrated', pause = noPause } = options;
  wholeNumber('steps', steps, 1);
  wholeNumber('examples', examples, 1);
  for (const radius of radii) above('A radius', radius);
  if (temperature !== 'calibrated') above('temperature', temperature);
  const attacked = set.first(examples);
  const logits = await perBatch(attacked, pause, (batch) => clean(model, batch));
  const divisor = temperature === 'calibrated' ? calibrated(logits, attacked.labels) : temperature;
  const held = right(logits, attacked.labels);
  const points: RobustPoint[] = [{ radius: 0, accuracy: share(held) }];
  const recordings = new Recordings({ variables: Object.values(model.params) });
  try {
    for (const radius of radii) {
      const ball = options.ball?.(radius) ?? usualBall(model, radius, steps);
      const perturbed = await perBatch(attacked, pause, (batch, index) => {
        const probed = probe(model, batch, { key: fold(key(0), `attack ${index}`) });
        const site = recordedSite(probed, batch, recordings);
        const objective: Objective = (delta) => probed.loss(tf.div(probed.logits(delta), divisor));
        return site.logits(ascend(site, { ball, steps, objective }));
      });
      const both = right(perturbed, attacked.labels).map((ok, i) => ok && held[i] === true);
      points.push({ radius, accuracy: share(both) });
    }
  } finally {
    recordings.dispose();
  }
  return points;
}

/** A start off the clean point, for there the gradient of a confident model may vanish. */
function usualBall({ domain }: Model, radius: number, steps: number): Ball {
  const make = domain ? linf : l2;
  return make({ radius, stepSize: (2.5 * radius) / steps, start: radius });
}

function above(name: string, value: number): void {
  if (!(value > 0)) throw new Error(`${name} is ${value}, but must be greater than 0.`);
}

/** The logits without a perturbation. */
function clean({ params, embed, stem, trunk }: Model, { inputs }: Batch): tf.Tensor2D {
  return trunk(params, stem(params, embed(params, inputs), inputs), inputs);
}

/** Logits of examples, in their order. */
type Logits = readonly (readonly number[])[];

function classesOf(logits: Logits): Int32Array {
  return tf.tidy(() => predictions(tf.tensor2d(logits as number[][])));
}

function right(logits: Logits, labels: readonly number[]): readonly boolean[] {
  const predicted = classesOf(logits);
  return labels.map((label, i) => predicted[i] === label);
}

function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / Math.max(1, flags.length);
}

/** What `logits` gives for the examples of a set, a batch at a time. */
async function perBatch(
  set: ExampleSet,
  pause: Pause,
  logits: (batch: Batch, index: number) => tf.Tensor2D,
): Promise<Logits> {
  const batches = set.evaluation();
  const all: number[][] = [];
  let index = 0;
  for (const batch of batches) {
    const rows = tf.tidy(() => logits(batch, index).arraySync());
    [...(batches.rows[index] ?? [])].forEach((row, i) => (all[row] = rows[i] ?? []));
    index++;
    await pause();
  }
  return all;
}
