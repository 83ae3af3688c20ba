import { join } from 'node:path';
import { writeTextAtomically } from '@advtrain/core';
import { isTable, jsonIn } from '../results/json.ts';
import type { Place } from './place.ts';

/** A run that a comparison is to do. */
export interface PlannedRun {
  readonly method: string;
  /** How tables and charts call the method. */
  readonly title: string;
  readonly seed: number;
  /** What its files are named by, with the key. */
  readonly id: string;
  readonly key: string;
}

/** Writes into a folder which runs it is to hold, in their order, for who looks at it from elsewhere. */
export function writePlanned(folder: string, places: readonly Place[]): void {
  const runs = places.map(({ run: { method, title, seed }, id, key }) => ({ method, title, seed, id, key }));
  writeTextAtomically(join(folder, 'planned.json'), `${JSON.stringify({ advtrain: 'planned', runs }, null, 2)}\n`);
}

/** The runs that a folder is to hold; `undefined` where it does not say. */
export function readPlanned(folder: string): readonly PlannedRun[] | undefined {
  const found = jsonIn(join(folder, 'planned.json'));
  if (!isTable(found) || found['advtrain'] !== 'planned' || !Array.isArray(found['runs'])) return undefined;
  const isRun = (run: unknown) =>
    isTable(run) &&
    typeof run['seed'] === 'number' &&
    ['method', 'title', 'id', 'key'].every((name) => typeof run[name] === 'string');
  return found['runs'].every(isRun) ? found['runs'] : undefined;
}
