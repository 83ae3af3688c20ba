import type { Settings } from './settings.ts';
import { ball as presetBall, presets } from './presets.ts';

/** The ball for embeddings from scratch, whose sentences are five times shorter than those of a pretrained encoder. */
const ball = { stepSize: 0.01, start: 0.01, radius: 0.03 };

/**
 * The settings with e-mails and a model from scratch, which npm alone provides. Values that are still the preset's become
 * those that a small new model learns with; what the user gave another value stays.
 */
export function fallback(settings: Settings): Settings {
  const preset = presets[settings.preset];
  const suited = <Name extends 'batchSize' | 'learningRate'>(name: Name, value: Settings[Name]) =>
    settings[name] === preset?.[name] ? value : settings[name];
  const untouched = JSON.stringify(settings.attack) === JSON.stringify(preset?.attack);
  return {
    ...settings,
    data: 'spam',
    model: 'scratch',
    batchSize: suited('batchSize', 8),
    learningRate: suited('learningRate', 1e-3),
    options: Object.fromEntries(
      Object.entries(settings.options).map(([method, options]) => {
        const inBall = Object.entries(ball).filter(([name]) => options[name] === presetBall[name as keyof typeof ball]);
        return [method, { ...options, ...Object.fromEntries(inBall) }];
      }),
    ),
    attack: untouched ? { ...settings.attack, radii: [0.02, 0.1], headline: 0.1 } : settings.attack,
  };
}
