import { count, percent } from './format.ts';
import type { Comparison } from './results.ts';

/** What all methods of a comparison share, as pairs of a name and a value for people. */
export function describe(comparison: Comparison): readonly (readonly [name: string, value: string])[] {
  const { settings, task, engine } = comparison;
  return [
    ['data', task.data],
    ['training examples', count(task.trainExamples)],
    ...task.sets.map(
      (set) =>
        [set.title, `${count(set.examples)} examples; always the same answer scores ${percent(set.majority)}`] as const,
    ),
    ['model', `${task.model}, ${(task.parameters / 1e6).toFixed(1)} M parameters`],
    ['epochs', `${settings.epochs}`],
    ['batch size', `${settings.batchSize}`],
    [
      'optimizer',
      `AdamW, learning rate ${settings.learningRate} after ${percent(settings.warmup)} of the steps, then falling ` +
        `linearly to 0; weight decay ${settings.weightDecay}; ` +
        (settings.clipNorm > 0 ? `gradient norm at most ${settings.clipNorm}` : 'no clipping'),
    ],
    ['longest sentence', `${settings.maxLength} tokens`],
    [
      'attack',
      `${settings.attack.steps} steps, l2 balls of radius ${settings.attack.radii.join(', ')} around each ` +
        `sentence's word embeddings, in evaluation mode (no dropout), first ${count(settings.attack.examples)} ` +
        `development examples`,
    ],
    ['seeds', settings.seeds.join(', ')],
    ['engine', `${engine.backend} ${engine.version}`],
  ];
}
