import { ascend, l2, linf, temperature } from '@advtrain/attacks';
import { probe } from '@advtrain/core';
import type { Batch, Model, Objective } from '@advtrain/core';
import { predictions } from '@advtrain/datasets';
import { fold, key, Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackSettings } from './attack-settings.ts';
import type { ExampleSet } from './example-set.ts';
import type { Pause } from './pause.ts';
import { recordedSite } from './recorded-site.ts';

/** Accuracy under attack in one ball. */
export interface RobustPoint {
  readonly radius: number;
  /** The share of attacked examples still classified correctly, in [0, 1]. */
  readonly accuracy: number;
}

/**
 * Accuracy on the first examples of a set at each radius of the attack, the clean accuracy (radius 0) first: in l2 balls
 * around embeddings, in ℓ∞ balls around the pixels of a model that has a domain. The attack climbs the loss at the
 * {@link temperature} at which the model is calibrated on these examples, for a loss that is flat out of over-confidence
 * hides the model from the attack, but protects it from none.
 */
export async function robustness(
  model: Model,
  set: ExampleSet,
  attack: AttackSettings,
  pause: Pause,
): Promise<readonly RobustPoint[]> {
  const attacked = set.first(attack.examples);
  const logits = await perBatch(attacked, pause, (batch) => clean(model, batch));
  const calibrated = temperature(logits, attacked.labels);
  const held = right(logits, attacked.labels);
  const points: RobustPoint[] = [{ radius: 0, accuracy: share(held) }];
  const recordings = new Recordings({ variables: Object.values(model.params) });
  try {
    for (const radius of attack.radii) {
      const perturbed = await perBatch(attacked, pause, (batch, index) => {
        const probed = probe(model, batch, { key: fold(key(0), `attack ${index}`) });
        const site = recordedSite(probed, batch, recordings);
        // A start off the clean point, for there the gradient of a confident model may vanish.
        const ball = (model.domain ? linf : l2)({ radius, stepSize: (2.5 * radius) / attack.steps, start: radius });
        const objective: Objective = (delta) => probed.loss(tf.div(probed.logits(delta), calibrated));
        return site.logits(ascend(site, { ball, steps: attack.steps, objective }));
      });
      // Who errs on the clean sentence has failed inside the ball already.
      const both = right(perturbed, attacked.labels).map((ok, i) => ok && held[i] === true);
      points.push({ radius, accuracy: share(both) });
    }
  } finally {
    recordings.dispose();
  }
  return points;
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
