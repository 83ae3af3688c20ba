import type { Lengths } from '@advtrain/core';
import type { Settled } from '../asked.ts';
import { matchedSteps } from '../budget/matched-steps.ts';
import type { RunPlace } from '../events.ts';
import type { Configured } from '../methods/configured.ts';
import type { Json } from '../results/json.ts';
import { referenceFirst } from '../rises/measure.ts';
import { identityOf } from '../run/identity.ts';
import type { Identity } from '../run/identity.ts';

/** A run of a comparison, with all that it is known by. */
export interface Place extends Identity {
  readonly configured: Configured;
  /** What it is told of by. */
  readonly run: RunPlace;
  /** What its files are named by. */
  readonly id: string;
}

/** The runs of a comparison, in the order in which one process does them. */
export async function placesOf(what: Settled, shared: Json, lengths: Lengths): Promise<readonly Place[]> {
  const { methods, settings } = what;
  const inOrder = referenceFirst(methods, settings.measure);
  const all = settings.seeds.flatMap((seed) => inOrder.map((configured) => ({ configured, seed })));
  const matched = await matchedSteps(what);
  const places: Place[] = [];
  for (const [index, { configured, seed }] of all.entries()) {
    const { name, title } = configured.entry;
    const run = { method: name, title, seed, place: index + 1, of: all.length };
    const identity = await identityOf(configured, seed, { what, shared, lengths, matched });
    places.push({ ...identity, configured, run, id: idOf(name, seed) });
  }
  return places;
}

/** What files of a run are named by. */
export function idOf(method: string, seed: number): string {
  return `${method}-seed${seed}`;
}
