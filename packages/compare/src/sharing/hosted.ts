import type { CompareEvent } from '../events.ts';
import { Interrupted } from '../run/interrupted.ts';
import { forecast } from './forecast.ts';
import type { Part, Workers } from './part.ts';
import type { Place } from './place.ts';

/** What a host of workers works with. */
export interface Hosting {
  readonly part: Extract<Part, { readonly as: 'host' }>;
  readonly signal: AbortSignal | undefined;
  readonly on: ((event: CompareEvent) => void) | undefined;
}

/** Begins workers when there is something to wait for, passes on what happens in them, and ends them. */
export function hosted({ part, signal, on }: Hosting) {
  let workers: Workers | undefined;
  let haveEnded = false;
  const paces: number[] = [];
  const told = new Set<number>();
  return {
    /** Whether workers have told that a run is finished, or nobody will: a result may be on disk before they do. */
    isTold({ run }: Place): boolean {
      return !workers || haveEnded || told.has(run.place);
    },
    /** Waits until one has finished a run, or all have ended. */
    async next(left: readonly Place[]): Promise<void> {
      workers ??= part.workers(left.map(({ run }) => run));
      for (;;) {
        const event = await workers.next();
        if (signal?.aborted) throw new Interrupted('The comparison was interrupted.');
        if (event === undefined && haveEnded) {
          const { title, seed } = left[0]!.run;
          throw new Error(
            `All workers have ended, but ${title}, seed ${seed} is not finished; the same command goes on from what is kept.`,
          );
        }
        if (event === undefined) {
          haveEnded = true;
          return;
        }
        on?.(event.kind === 'run' ? { ...event, ...forecast(paces, left.length / workers.count) } : event);
        if (event.kind !== 'finished') continue;
        told.add(event.place);
        paces.push(event.result.seconds.training + event.result.seconds.evaluation);
        return;
      }
    },
    async stop(): Promise<void> {
      await workers?.stop();
    },
  };
}
