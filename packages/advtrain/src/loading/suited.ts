import { count } from '@advtrain/compare';
import type { TaskInfo } from '@advtrain/compare';
import { presets } from '../settings/presets.ts';
import type { Settings } from '../settings/settings.ts';
import { isAboutImages } from './load-splits.ts';

/** Parameters below which a model bears, and needs, larger steps. */
export const small = 5e7;

/** What other models are fine-tuned with: among what BERT's authors searched (Devlin et al. 2019, A.3). */
export const largeModelRate = 3e-5;

/** Passes over few examples beyond which more of them teach little. */
const mostEpochs = 20;

/** Settings that suit a task, and what of them is not as a preset has it, in sentences. */
export interface Suited {
  readonly settings: Settings;
  readonly notes: readonly string[];
}

/**
 * The settings that are left to what model and data turn out to be: those that nobody said, where model or data are others than the
 * preset was made for.
 *
 * @param settings what is asked for, complete.
 * @param said the names of settings that somebody chose.
 */
export function leftOpen(
  { preset, data, model, lora }: Settings,
  said: ReadonlySet<string>,
): readonly ('learningRate' | 'epochs')[] {
  const usual = presets[preset];
  if (!usual || isAboutImages(data)) return [];
  // Adapters want the preset's larger steps whatever they are put into.
  const rate = !said.has('learningRate') && lora === undefined && model !== usual.model;
  const epochs = !said.has('epochs') && !said.has('steps') && data !== usual.data;
  return [...(rate ? (['learningRate'] as const) : []), ...(epochs ? (['epochs'] as const) : [])];
}

/**
 * The settings with those that are {@link leftOpen} as they suit: a learning rate that a large model bears, and as many passes over few
 * examples as show a model what the preset shows it of its own data.
 *
 * @param settings what is asked for, complete.
 * @param info what model and data turned out to be.
 * @param said the names of settings that somebody chose.
 */
export function suited(
  settings: Settings,
  { parameters, trainExamples }: Pick<TaskInfo, 'parameters' | 'trainExamples'>,
  said: ReadonlySet<string>,
): Suited {
  const open = leftOpen(settings, said);
  const epochs = open.includes('epochs') ? epochsFor(settings, trainExamples) : settings.epochs;
  const isLarge = open.includes('learningRate') && parameters >= small;
  const notes = [
    ...(isLarge
      ? [`The learning rate is ${largeModelRate}, for ${count(parameters)} parameters; --learning-rate says another.`]
      : []),
    ...(epochs > settings.epochs
      ? [
          `There are ${epochs} epochs, for there are only ${count(trainExamples)} examples; --epochs says another number.`,
        ]
      : []),
  ];
  return { settings: { ...settings, epochs, ...(isLarge && { learningRate: largeModelRate }) }, notes };
}

function epochsFor({ preset, trainSize, epochs }: Settings, examples: number): number {
  const usual = presets[preset];
  if (!usual) return epochs;
  const shown = Math.min(trainSize, usual.trainSize) * usual.epochs;
  return Math.max(epochs, Math.min(mostEpochs, Math.ceil(shown / examples)));
}
