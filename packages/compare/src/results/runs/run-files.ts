import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What every file of a run ends in, after its name and the beginning of its key. */
const form = /^(.+-[\da-f]{8})(-step\d+)?\.(json|jsonl|begun|best|safetensors|claim-\d+)\b/;

/** The file of a run of this name and key, with an ending, in a folder of results. */
export function runFile(folder: string, name: string, key: string, ending: string): string {
  return join(folder, 'runs', `${stemOf(name, key)}${ending}`);
}

/** What the names of all files of a run begin with. */
export function stemOf(name: string, key: string): string {
  return `${name}-${key.slice(0, 8)}`;
}

/** The name of the run whose files' names begin like that. */
export function nameOf(stem: string): string {
  return stem.slice(0, stem.lastIndexOf('-'));
}

/** The files of runs in a folder of results, by what their names begin with; of one run, if it is given. */
export function filesOfRuns(folder: string, stem?: string): readonly string[] {
  const names = readdirSync(join(folder, 'runs'));
  const own = names.filter((name) => {
    const found = form.exec(name)?.[1];
    return found !== undefined && (stem === undefined || found === stem);
  });
  return own.map((name) => join(folder, 'runs', name));
}

/** How many bytes some files have. */
export function sizeOfFiles(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Deletes files. */
export function removeFiles(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}
