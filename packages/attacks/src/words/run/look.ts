import type { AttackOptions, Clean } from '../../attack/attack.ts';
import { temperature } from '../../attack/temperature.ts';
import { logitsOf } from '../model/questions.ts';
import type { LabelledTexts, TextModel } from '../model/text-model.ts';
import { partsOf } from './examples.ts';

/** What the model answers to the clean texts of some rows, and the temperature that logits are divided by. */
export async function look(
  model: TextModel,
  examples: LabelledTexts,
  rows: readonly number[],
  options: AttackOptions,
): Promise<Clean> {
  const logits = await logitsOf(
    model,
    rows.map((row) => partsOf(examples, row)),
    options.pause,
  );
  const byRow = new Map(rows.map((row, index) => [row, logits[index]!]));
  return { logits: byRow, temperature: temperatureOf(logits, rows, examples, options) };
}

function temperatureOf(
  logits: readonly (readonly number[])[],
  rows: readonly number[],
  { labels }: LabelledTexts,
  { temperature: chosen = 'calibrated' }: AttackOptions,
): number {
  if (chosen === 'calibrated') {
    if (rows.length === 0) return 1;
    return temperature(
      logits,
      rows.map((row) => labels[row]!),
    );
  }
  if (chosen > 0 && Number.isFinite(chosen)) return chosen;
  throw new Error(`temperature is ${chosen}, but must be above 0, or "calibrated".`);
}
