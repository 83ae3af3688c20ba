import type { Batch, Model } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackOptions, Clean } from '../../attack/attack.ts';
import { temperature as calibrated } from '../../attack/temperature.ts';
import type { AttackedSet } from '../attacked-set.ts';

/** What a model answers to the clean examples of `rows`, and the temperature that is asked for. No dropout. */
export async function look(
  model: Model,
  set: AttackedSet,
  { rows, temperature = 'calibrated', batchSize, pause }: Omit<AttackOptions, 'key'>,
): Promise<Clean> {
  const asked = rows ?? set.labels.map((_, row) => row);
  const batches = (rows ? set.pick(rows) : set).evaluation(batchSize);
  const logits = new Map<number, readonly number[]>();
  let index = 0;
  for (const batch of batches) {
    const answers = tf.tidy(() => clean(model, batch).arraySync());
    for (const [at, row] of [...batches.rows[index]!].entries()) logits.set(asked[row]!, answers[at]!);
    index++;
    await pause?.();
  }
  return { logits, temperature: temperature === 'calibrated' ? fitted(asked, logits, set) : above(temperature) };
}

/** The class that logits answer; none where one of them is no number. */
export function answerOf(logits: readonly number[]): number | undefined {
  if (!logits.every(Number.isFinite)) return undefined;
  return logits.indexOf(Math.max(...logits));
}

function clean({ params, embed, stem, trunk }: Model, { inputs }: Batch): tf.Tensor2D {
  return trunk(params, stem(params, embed(params, inputs), inputs), inputs);
}

/** The calibrated temperature of those examples, without those whose logits are no numbers; 1 where there are none. */
function fitted(rows: readonly number[], logits: Clean['logits'], set: AttackedSet): number {
  const known = rows.filter((row) => answerOf(logits.get(row)!) !== undefined);
  if (known.length === 0) return 1;
  return calibrated(
    known.map((row) => logits.get(row)!),
    known.map((row) => set.labels[row]!),
  );
}

function above(temperature: number): number {
  if (!(temperature > 0)) throw new Error(`temperature is ${temperature}, but must be greater than 0.`);
  return temperature;
}
