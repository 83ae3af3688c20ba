import { race } from '@advtrain/statistics';
import { count, list } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import { isSound } from './control.ts';
import { bySeed, difference, level } from './contrasts.ts';
import type { Measure } from './measures.ts';
import { measuresOf } from './measures.ts';

/**
 * The methods that can no longer win against the control in any measure, by a race in each (`race` of `@advtrain/statistics`): a method that is no
 * worse than the control in one of them is among them with a probability of at most 5 %, however often one looks. The control is named before anything
 * runs: the matched one, else natural training, else the first. Nobody is where it, or the method itself, diverged or collapsed.
 */
export function lostMethods(comparison: Comparison): readonly string[] {
  const control = controlRaced(comparison);
  if (control === undefined || !isSound(comparison, control)) return [];
  const measures = measuresOf(comparison);
  if (measures.length === 0) return [];
  const others = comparison.methods.map(({ name }) => name).filter((name) => name !== control);
  return others.filter(
    (name) => isSound(comparison, name) && measures.every((measure) => isLost(comparison, name, control, measure)),
  );
}

/** The method that others race against, which is named before anything runs. */
export function controlRaced({ methods }: Pick<Comparison, 'methods'>): string | undefined {
  const control =
    methods.find(({ matched }) => matched) ?? methods.find(({ name }) => name === 'natural') ?? methods[0];
  return control?.name;
}

function isLost(comparison: Comparison, method: string, control: string, measure: Measure): boolean {
  const own = bySeed(comparison, method, measure);
  const reference = bySeed(comparison, control, measure);
  const one = race({ level });
  // In the order in which they are run: a race whose past is put in another order at every look keeps no promise.
  for (const seed of comparison.settings.seeds)
    if (own.has(seed) && reference.has(seed)) one.see(difference(own.get(seed)!, reference.get(seed)!));
  return !one.canWin;
}

/** Why methods were stopped, and what that saved, in a sentence; none where nobody was. */
export function aboutStopped(comparison: Comparison): readonly string[] {
  const { stopped = [] } = comparison;
  if (stopped.length === 0) return [];
  const named = stopped.map(({ method, seeds }) => `${titleOf(comparison, method)} after ${count(seeds)} seeds`);
  const saved = stopped.reduce((sum, each) => sum + each.saved, 0);
  const measures = measuresOf(comparison).map(({ where }) => where);
  const control = titleOf(comparison, controlRaced(comparison) ?? '');
  return [
    `Stopped, because worse than ${control} ${list(measures)}: ${list(named)}. That saved ${count(saved)} units; a method that is no worse in ` +
      `one of these is stopped at most one time in twenty.`,
  ];
}
