import { count } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';

/** How many methods are named that have not all their runs. */
const most = 3;

/**
 * How many runs of those that a comparison is of are done, failed ones among them, such as `3 of 4 runs done`; `undefined` where all are. What a race
 * has stopped is none of them.
 */
export function doneText(comparison: Comparison): string | undefined {
  const all = progress(comparison);
  const sum = (of: (each: Progress) => number) => count(all.reduce((total, each) => total + of(each), 0));
  const isDone = all.every(({ done, planned }) => done >= planned);
  return isDone ? undefined : `${sum(({ done }) => done)} of ${sum(({ planned }) => planned)} runs done`;
}

/** The same in a sentence, with the methods that lack runs; none where all are done. */
export function aboutUnfinished(comparison: Comparison): readonly string[] {
  const text = doneText(comparison);
  if (text === undefined) return [];
  const behind = progress(comparison).filter(({ done, planned }) => done < planned);
  const named = behind.slice(0, most).map(({ method, done, planned }) => {
    return `${titleOf(comparison, method)} ${count(done)} of ${count(planned)}`;
  });
  const others = behind.length > most ? [`${count(behind.length - most)} more not all of theirs`] : [];
  return [`Not finished: ${text} (${[...named, ...others].join(', ')}). All that is said here is of these alone.`];
}

interface Progress {
  readonly method: string;
  readonly done: number;
  readonly planned: number;
}

/** How far each method has come, and each configuration of a search. */
function progress({ methods, searches = [], settings, stopped = [], runs }: Comparison): readonly Progress[] {
  const all = [...methods, ...searches.flatMap(({ points }) => points)].map(({ name }) => name);
  return [...new Set(all)].map((method) => ({
    method,
    done: runs.filter((run) => run.method === method).length,
    planned: stopped.find((each) => each.method === method)?.seeds ?? settings.seeds.length,
  }));
}
