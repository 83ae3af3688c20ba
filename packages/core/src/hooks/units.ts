import type { Model } from '../contract/model.ts';
import type { Plugin } from '../contract/plugin.ts';

/** What a round without a method costs: forward, backward to the inputs, to the weights. */
const cleanUnits = 3;

/**
 * The units that one batch of a step costs by the plugins' own account: those of the method (3 where there is none) and of
 * all that add to it. NaN where the method states none.
 */
export function unitsOfPlugins(plugins: readonly Plugin[], model: Model): number {
  const method = plugins.find(({ perturb }) => perturb);
  const rounds = method?.rounds ?? 1;
  const own = method ? (method.units ? 0 : NaN) : cleanUnits;
  return plugins.reduce((sum, plugin) => sum + (plugin.units?.(model, rounds) ?? 0), own);
}
