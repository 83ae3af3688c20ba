import { ascend, l2 } from '@advtrain/attacks';
import { probe } from '@advtrain/core';
import type { Batch, Model } from '@advtrain/core';
import { predictions, textBatches } from '@advtrain/datasets';
import { fold, key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackSettings } from './settings.ts';
import type { EncodedSet } from './task.ts';
import type { RobustPoint } from './results.ts';

/** Sentences a batch in evaluation: few, so that little of a batch sorted by length is padding. */
const batchSize = 16;

/** Lets timers and signals have their turn between two batches. */
export type Pause = () => Promise<void>;

/** The class that the model gives each example of a set, in the order of the set. */
export async function classify(model: Model, set: EncodedSet, padId: number, pause: Pause): Promise<Int32Array> {
  return perBatch(set, padId, pause, (batch) =>
    predictions(
      model.trunk(
        model.params,
        model.stem(model.params, model.embed(model.params, batch.inputs), batch.inputs),
        batch.inputs,
      ),
    ),
  );
}

/** Accuracy on the first examples of a set at each radius of the attack, the clean accuracy (radius 0) first. */
export async function robustness(
  model: Model,
  set: EncodedSet,
  attack: AttackSettings,
  padId: number,
  pause: Pause,
): Promise<readonly RobustPoint[]> {
  const attacked: EncodedSet = {
    encoded: set.encoded.slice(0, attack.examples),
    labels: set.labels.slice(0, attack.examples),
  };
  const clean = right(await classify(model, attacked, padId, pause), attacked.labels);
  const points: RobustPoint[] = [{ radius: 0, accuracy: share(clean) }];
  for (const radius of attack.radii) {
    const perturbed = await perBatch(attacked, padId, pause, (batch, index) => {
      const site = probe(model, batch, { key: fold(key(0), `attack ${index}`) });
      // A start off the clean point, for there the gradient of a confident model may vanish.
      const ball = l2({ radius, stepSize: (2.5 * radius) / attack.steps, start: radius });
      return predictions(site.logits(ascend(site, { ball, steps: attack.steps })));
    });
    // Who errs on the clean sentence has failed inside the ball already.
    const held = right(perturbed, attacked.labels).map((ok, i) => ok && clean[i] === true);
    points.push({ radius, accuracy: share(held) });
  }
  return points;
}

function right(predicted: Int32Array, labels: readonly number[]): readonly boolean[] {
  return labels.map((label, i) => predicted[i] === label);
}

function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / Math.max(1, flags.length);
}

async function perBatch(
  set: EncodedSet,
  padId: number,
  pause: Pause,
  predict: (batch: Batch, index: number) => Int32Array,
): Promise<Int32Array> {
  const batches = textBatches(set.encoded, set.labels, { batchSize, order: 'length', padId });
  const all = new Int32Array(set.labels.length);
  let index = 0;
  for (const batch of batches) {
    const predicted = tf.tidy(() => Array.from(predict(batch, index)));
    (batches.rows[index] ?? []).forEach((row, i) => (all[row] = predicted[i] ?? -1));
    index++;
    await pause();
  }
  return all;
}
