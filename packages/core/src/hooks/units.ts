import type { Model } from '../contract/model.ts';
import type { Plugin } from '../contract/plugin.ts';
import { at } from '../contract/schedule.ts';

/**
 * What a round of one point costs with a model, in units: forward, backward to the inputs, to the weights. 3 where all
 * parameters train, less where some do not.
 *
 * @param model its parameters and their shares of a pass.
 */
export function roundUnits(model: Model): number {
  return 2 + (model.weightShare ?? 1);
}

/**
 * The units that one batch of the step `index` (default: the first) costs by the plugins' own account: those of the method
 * (of one round where there is none) and of all that add to it. NaN where the method states none.
 *
 * @param plugins those of one run.
 * @param model what is trained: it says what a pass costs.
 * @param index the optimizer steps taken before it, from 0 on.
 */
export function unitsOfPlugins(plugins: readonly Plugin[], model: Model, index = 0): number {
  const method = plugins.find(({ perturb }) => perturb);
  const rounds = at(method?.rounds ?? 1, index);
  const own = method ? (method.units ? 0 : NaN) : roundUnits(model);
  return plugins.reduce((sum, plugin) => sum + (plugin.units?.(model, rounds, index) ?? 0), own);
}
