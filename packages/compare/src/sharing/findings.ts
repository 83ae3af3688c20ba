import { mean } from '@advtrain/statistics';
import { controlRaced, lostMethods } from '../conclusions/races.ts';
import type { Comparison, StoppedMethod } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import type { Place } from './place.ts';

/** What is to become of a run: it counts (`do`), or its method may yet be stopped by the race (`maybe`), or it is not done at all (`out`). */
export type Standing = 'do' | 'maybe' | 'out';

/** What is found in a comparison so far, in whatever order its runs are finished. */
export interface Findings {
  /** A run's result, where it is known, whether it counts or not. */
  result(place: Place): RunResult | undefined;
  /** Notes a result. */
  add(place: Place, result: RunResult): void;
  standing(place: Place): Standing;
  /** The run counts, in what {@link state} says. */
  count(place: Place): void;
  /** The run is not done. */
  leaveOut(place: Place): void;
  /** The comparison of the runs that count. */
  state(): Comparison;
}

/** How findings are drawn from results. */
export interface FindingOptions {
  /** The comparison of some runs, in the order of its methods. */
  readonly whole: (counting: readonly Place[]) => Comparison;
  /** Whether methods that can no longer win are stopped. */
  readonly race: boolean;
  /** Whether which methods are reported follows from all runs. */
  readonly chooses: boolean;
}

/**
 * Findings that are the same as of one process that does one run after the other: whether a race has stopped a method before a run is decided by the runs
 * before it in that order and by no others, whoever has finished which first.
 *
 * @param places all runs, in that order.
 * @param known the results by their ids, filled here.
 * @param options how a comparison is made of results, and what decides.
 */
export function findings(
  places: readonly Place[],
  known: Map<string, RunResult>,
  { whole, race, chooses }: FindingOptions,
): Findings {
  const fates = new Map<Place, 'counts' | 'out'>();
  const certain = new Set<Place>();
  // Once for all: a control that collapses at a later seed does not bring them back.
  const stopped = new Set<string>();
  const counting = (before = Infinity) =>
    places.filter((each) => each.run.place < before && fates.get(each) === 'counts');
  const control = controlRaced(whole([]));
  const deciding = ({ run: { place, method } }: Place) =>
    places.filter(({ run }) => run.place < place && (chooses || run.method === method || run.method === control));
  const stoppedIn = ({ runs }: Comparison): readonly StoppedMethod[] => {
    const names = new Set(places.map(({ run }) => run.method).filter((name) => stopped.has(name)));
    return [...names].map((method) => {
      const own = runs.filter((run) => run.method === method);
      const left = places.filter(({ run }) => run.method === method).length - own.length;
      return { method, seeds: own.length, saved: left * mean(own.map(({ units }) => units.counted)) };
    });
  };
  return {
    result: ({ id }) => known.get(id),
    add: ({ id }, result) => {
      known.set(id, result);
    },
    standing(place) {
      if (fates.get(place) === 'out') return 'out';
      if (!race || certain.has(place)) return 'do';
      const { method } = place.run;
      if (!stopped.has(method)) {
        if (!deciding(place).every((each) => fates.has(each))) return 'maybe';
        if (!lostMethods(whole(counting(place.run.place))).includes(method)) {
          certain.add(place);
          return 'do';
        }
        stopped.add(method);
      }
      fates.set(place, 'out');
      return 'out';
    },
    count: (place) => {
      fates.set(place, 'counts');
    },
    leaveOut: (place) => {
      fates.set(place, 'out');
    },
    state() {
      const comparison = whole(counting());
      return race ? { ...comparison, stopped: stoppedIn(comparison) } : comparison;
    },
  };
}
