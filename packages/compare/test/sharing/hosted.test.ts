import { expect, test } from 'vitest';
import type { CompareEvent, Workers } from '../../src/index.ts';
import { hosted } from '../../src/sharing/hosted.ts';
import type { Place } from '../../src/sharing/place.ts';

const [first, second] = [1, 2].map(
  (place) => ({ run: { method: 'natural', title: 'natural', seed: place, place, of: 2 } }) as Place,
) as [Place, Place];

/** Workers that tell of runs that are finished, and then have ended. */
function workers(finished: readonly Place[]): Workers {
  const left = finished.map(({ run }) => ({
    ...run,
    kind: 'finished',
    result: { seconds: { training: 1, evaluation: 1 } },
  }));
  return {
    count: 2,
    next: () => Promise.resolve(left.shift() as CompareEvent | undefined),
    stop: () => Promise.resolve(),
  };
}

test('a run is told of once its worker has said that it is finished, whatever is on disk, or once all have ended', async () => {
  const said: unknown[] = [];
  const part = { as: 'host', workers: () => workers([second]) } as const;
  const { isTold, next } = hosted({ part, signal: undefined, on: (event) => said.push(event.kind) });
  // Before any is begun, results are those of earlier commands.
  expect([first, second].map(isTold)).toEqual([true, true]);
  await next([first, second]);
  expect([first, second].map(isTold)).toEqual([false, true]);
  await next([first]);
  expect([first, second].map(isTold)).toEqual([true, true]);
  expect(said).toEqual(['finished']);
});
