import type { Model } from '../contract/model.ts';
import type { Plugin } from '../contract/plugin.ts';
import { at } from '../contract/schedule.ts';

/** What a round without a method costs: forward, backward to the inputs, to the weights. */
export const cleanUnits = 3;

/**
 * The units that one batch of the step `index` (default: the first) costs by the plugins' own account: those of the method
 * (3 where there is none) and of all that add to it. NaN where the method states none.
 */
export function unitsOfPlugins(plugins: readonly Plugin[], model: Model, index = 0): number {
  const method = plugins.find(({ perturb }) => perturb);
  const rounds = at(method?.rounds ?? 1, index);
  const own = method ? (method.units ? 0 : NaN) : cleanUnits;
  return plugins.reduce((sum, plugin) => sum + (plugin.units?.(model, rounds, index) ?? 0), own);
}
