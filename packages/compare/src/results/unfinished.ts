import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeTextAtomically } from '@advtrain/core';
import { bytes } from '../format.ts';
import { differences, isTable, jsonIn } from './json.ts';
import type { Json } from './json.ts';
import { filesOfRuns, nameOf, removeFiles, runFile, sizeOfFiles, stemOf } from './runs/run-files.ts';

/** A run that begins or goes on. */
export interface BegunRun {
  readonly name: string;
  readonly key: string;
  /** What determines it beyond what the folder's runs have in common. */
  readonly determined: Json;
}

const ending = '.begun';
/** Differences that are named at most. */
const most = 5;

/**
 * Notes that a run is begun, and gives the unfinished ones that it takes the place of, by what their files' names begin with: of the
 * same name or, where a folder is for one run alone, of any.
 */
export function begin(folder: string, { name, key, determined }: BegunRun, alone: boolean): readonly string[] {
  const own = stemOf(name, key);
  const begun = readdirSync(join(folder, 'runs')).filter((file) => file.endsWith(ending));
  const stems = begun.map((file) => file.slice(0, -ending.length));
  if (!stems.includes(own)) writeTextAtomically(runFile(folder, name, key, ending), JSON.stringify(determined));
  return stems.filter((stem) => stem !== own && (alone || nameOf(stem) === name));
}

/**
 * Says of an unfinished run in what it differs from the one that begins, and what becomes of its files; `undefined` where it has come
 * to nothing that anybody could go on from.
 */
export function unfinishedNote(folder: string, stem: string, run: BegunRun): string | undefined {
  const { name, key, determined } = run;
  const kept = filesOfRuns(folder, stem);
  if (!kept.some((path) => path.endsWith('.safetensors'))) return undefined;
  const there = jsonIn(join(folder, 'runs', `${stem}${ending}`));
  const all = isTable(there) ? differences(there, determined).map(inWords) : ['which ones is not known'];
  const found = all.length <= most ? all : [...all.slice(0, most), `${all.length - most} more`];
  const files = join(folder, 'runs', `${stem}.*`);
  return (
    `${folder} has an unfinished run with other settings (${found.join('; ')}), so ${stemOf(name, key)} does not go on from it; ` +
    `what is kept of that one (${files}, ${bytes(sizeOfFiles(kept))}) is deleted when this one is finished.`
  );
}

/** A hash says nothing to people. */
function inWords(difference: string): string {
  return difference.startsWith('fingerprint ') ? 'other data, or another starting model' : difference;
}

/** Deletes what is kept of runs that others have taken the place of, and the note that a finished one was begun. */
export function endUnfinished(folder: string, stems: readonly string[], { name, key }: BegunRun): void {
  for (const stem of stems) removeFiles(filesOfRuns(folder, stem));
  removeFiles([runFile(folder, name, key, ending)]);
}
