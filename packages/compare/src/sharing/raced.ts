import type { RunResult } from '../results/runs/run-result.ts';
import type { Findings } from './findings.ts';
import type { Place } from './place.ts';

/** How often what others have finished is looked for while a run is done, in milliseconds. */
const between = 5000;

/** What tells a run that its method is stopped while it is done. */
export interface Raced {
  /** Aborted where the race has stopped the method. */
  readonly stopped: AbortSignal;
  /** Looks no more. */
  end(): void;
}

/**
 * Looks, while a run is done, whether what others finish meanwhile stops its method in the race: then it would be done in vain.
 *
 * @param place the run.
 * @param places all runs, in their order.
 * @param found what is known of them, to which is added what is found.
 * @param finished a run that somebody has finished.
 * @param every milliseconds between two looks.
 */
export function raced(
  place: Place,
  places: readonly Place[],
  found: Findings,
  finished: (place: Place) => RunResult | undefined,
  every = between,
): Raced {
  const stopping = new AbortController();
  const look = () => {
    for (const other of places) {
      if (other === place) continue;
      const result = found.result(other) ?? finished(other);
      if (!result) continue;
      found.add(other, result);
      if (found.standing(other) === 'do') found.count(other);
    }
    if (found.standing(place) === 'out') stopping.abort();
  };
  const looking = setInterval(look, every);
  looking.unref();
  return { stopped: stopping.signal, end: () => clearInterval(looking) };
}
