import { list, percent } from '../format.ts';
import type { TaskSettings, TrainingSettings } from '../settings.ts';

/**
 * How a model is trained, its steps and its method aside, as pairs of a name and a value for people.
 *
 * @param settings those of the training, and what of the model trains.
 */
export function trainingText(
  settings: TrainingSettings & TaskSettings,
): readonly (readonly [name: string, value: string])[] {
  return [
    ['batch size', batchText(settings)],
    ['optimizer', optimizerOf(settings)],
    ...ascentOf(settings),
    ...partOf(settings),
  ];
}

/** What trains of the model and how it is computed, where somebody said so. */
function partOf({ freeze, lora, dropout, attentionDropout, precision }: TrainingSettings & TaskSettings) {
  const said = { frozen: freeze, LoRA: lora, dropout, 'dropout of attention': attentionDropout, precision };
  return Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
}

/** When the methods begin, and their perturbations rise. */
function ascentOf({ attackFrom = 0, attackRise = 0 }: TrainingSettings): readonly (readonly [string, string])[] {
  const begins = attackFrom > 0 ? [`the methods begin after ${percent(attackFrom)} of the steps, natural ones`] : [];
  const rises = attackRise > 0 ? [`ε, α and s rise to their values over ${percent(attackRise)} of the steps`] : [];
  const all = [...begins, ...rises];
  return all.length === 0 ? [] : [['attack warm-up', all.join('; then ')]];
}

function batchText({ batchSize, accumulate = 1, average = 'batch' }: TrainingSettings): string {
  if (accumulate === 1) return `${batchSize}`;
  return `${batchSize}, of which ${accumulate} make a step, their gradients averaged over ${average === 'batch' ? 'batches' : 'examples'}`;
}

function optimizerOf({
  optimizer,
  learningRate,
  warmup,
  drops,
  weightDecay,
  momentum = 0.9,
  clipNorm,
  ema,
}: TrainingSettings): string {
  const name = optimizer === 'sgd' ? `SGD with momentum ${momentum}` : 'AdamW';
  const fall = drops ? `then falling tenfold after ${list(drops.map(percent))} of them` : 'then falling linearly to 0';
  const clipped = clipNorm > 0 ? `gradient norm at most ${clipNorm}` : 'no clipping';
  const rise = `learning rate ${learningRate} after ${percent(warmup)} of the steps`;
  return `${name}, ${rise}, ${fall}; weight decay ${weightDecay}; ${clipped}${ema === undefined ? '' : `; evaluated is a moving average of the parameters, decay ${ema}`}`;
}
