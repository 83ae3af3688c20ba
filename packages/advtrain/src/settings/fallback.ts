import type { Settings } from './settings.ts';
import { presets } from './presets.ts';

/**
 * The settings with e-mails and a model from scratch, which npm alone provides. Values that are still the preset's become
 * those that a small new model learns with; what the user gave another value stays. Lengths of perturbations are shares of those that
 * the data have, and suit both.
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
    attack: untouched ? { ...settings.attack, radii: [0.02, 0.1], headline: 0.1 } : settings.attack,
  };
}
