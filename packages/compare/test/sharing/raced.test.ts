import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { RunResult } from '../../src/index.ts';
import type { Findings, Standing } from '../../src/sharing/findings.ts';
import type { Place } from '../../src/sharing/place.ts';
import { raced } from '../../src/sharing/raced.ts';

const places = [1, 2, 3].map((seed) => ({ id: `a-seed${seed}` }) as Place);
const own = places[2]!;
const ended: (() => void)[] = [];

afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** Two results that count stop the method, as two losses may. */
function losing() {
  const known = new Map<Place, RunResult>();
  const counted = new Set<Place>();
  const standing = (place: Place): Standing => (place === own && counted.size === 2 ? 'out' : 'do');
  const found = {
    result: (place: Place) => known.get(place),
    add: (place: Place, result: RunResult) => void known.set(place, result),
    count: (place: Place) => void counted.add(place),
    standing,
  } as unknown as Findings;
  return found;
}

/** Looks while a run is done, of which others finish some. */
function looked(finished: (place: Place) => RunResult | undefined): AbortSignal {
  const { stopped, end } = raced(own, places, losing(), finished, 5);
  ended.push(end);
  return stopped;
}

test('a run is stopped when what others have finished meanwhile stops its method, and not before', async () => {
  const done: Place[] = [];
  const stopped = looked((place) => (done.includes(place) ? ({} as RunResult) : undefined));
  done.push(places[0]!);
  await sleep(50);
  expect(stopped.aborted).toBe(false);
  done.push(places[1]!);
  await sleep(50);
  expect(stopped.aborted).toBe(true);
});

test('nobody looks any more when it is over', async () => {
  let looks = 0;
  looked(() => {
    looks++;
    return undefined;
  });
  ended.pop()!();
  await sleep(50);
  expect(looks).toBe(0);
});
