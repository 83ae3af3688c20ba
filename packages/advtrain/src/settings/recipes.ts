import { UsageError } from '@advtrain/compare';
import { recipes } from '@advtrain/datasets';
import type { Recipe } from '@advtrain/datasets';
import { knownModel } from '@advtrain/models';
import { netNames } from '../models/load-net.ts';
import type { Config } from './config.ts';

/**
 * The recipe of that name; a {@link UsageError} that names those alike where there is none.
 *
 * @param name as the command line has it.
 */
export function recipeNamed(name: string): Recipe {
  const found = recipes.find((each) => each.name === name);
  if (found) return found;
  const parts = name.split('/');
  const alike = recipes.filter((each) => each.name.split('/').every((part, at) => at === 0 || parts.includes(part)));
  const close = alike.length > 0 ? alike : recipes.filter((each) => parts.includes(each.name.split('/').at(-1) ?? ''));
  const instead =
    close.length > 0 ? `near it are ${close.map((each) => each.name).join(', ')}` : 'see advtrain recipes';
  throw new UsageError(`There is no recipe "${name}"; ${instead}.`);
}

/** Whether its model is one that there is here. */
export function hasModel({ model }: Recipe): boolean {
  return knownModel(model) !== undefined || netNames.some((name) => name === model);
}

/** A recipe as a configuration. */
export function configOf({ method, model, task: data, options, training }: Recipe): Config {
  // What is published begins at its whole ε.
  return { data, model, attackRise: 0, ...training, options: { [method]: options } };
}
