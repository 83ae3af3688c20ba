import { race } from '@advtrain/statistics';
import { count, list } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison, StoppedMethod } from '../results/results.ts';
import { isSound } from './control.ts';
import { bySeed, difference, level } from './contrasts.ts';
import type { Measure } from './measures.ts';
import { measuresOf } from './measures.ts';

/**
 * The methods that can no longer win against the control in any measure, by a race in each (`race` of `@advtrain/statistics`): a method that is no
 * worse than the control in one of them is stopped with a probability of at most 5 %, however often one looks. The control is named before anything
 * runs: the matched one, else natural training, else the first. Nobody is stopped where it, or the method itself, diverged or collapsed.
 */
export function stoppedMethods(comparison: Comparison): readonly StoppedMethod[] {
  const control = controlRaced(comparison);
  if (control === undefined || !isSound(comparison, control)) return [];
  const measures = measuresOf(comparison);
  return comparison.methods.flatMap(({ name }) => {
    if (name === control || !isSound(comparison, name)) return [];
    const lost = measures.map((measure) => lostAfter(comparison, name, control, measure));
    if (lost.length === 0) return [];
    const seeds = Math.max(...lost);
    const left = comparison.settings.seeds.length - seeds;
    const each = comparison.runs.find(({ method }) => method === name)?.units.counted ?? 0;
    return left > 0 ? [{ method: name, seeds, saved: left * each }] : [];
  });
}

/** The method that others race against, which is named before anything runs. */
export function controlRaced({ methods }: Pick<Comparison, 'methods'>): string | undefined {
  const control =
    methods.find(({ matched }) => matched) ?? methods.find(({ name }) => name === 'natural') ?? methods[0];
  return control?.name;
}

/** The number of seeds after which the race of a measure is lost; infinite where it is not. */
function lostAfter(comparison: Comparison, method: string, control: string, measure: Measure): number {
  const own = bySeed(comparison, method, measure);
  const reference = bySeed(comparison, control, measure);
  const one = race({ level });
  // In the order in which they are run: a race whose past is put in another order at every look keeps no promise.
  for (const seed of comparison.settings.seeds) {
    if (!own.has(seed) || !reference.has(seed)) continue;
    one.see(difference(own.get(seed)!, reference.get(seed)!));
    if (!one.canWin) return one.seeds;
  }
  return Infinity;
}

/** Why methods were stopped, and what that saved, in a sentence; none where nobody was. */
export function aboutStopped(comparison: Comparison): readonly string[] {
  const { stopped = [] } = comparison;
  if (stopped.length === 0) return [];
  const named = stopped.map(({ method, seeds }) => `${titleOf(comparison, method)} after ${count(seeds)} seeds`);
  const saved = stopped.reduce((sum, each) => sum + each.saved, 0);
  const measures = measuresOf(comparison).map(({ where }) => where);
  return [
    `Stopped, because worse than the control ${list(measures)}: ${list(named)}. That saved ${count(saved)} units; a method that is no worse in ` +
      `one of these is stopped at most one time in twenty.`,
  ];
}
