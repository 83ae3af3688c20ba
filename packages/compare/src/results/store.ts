import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeTextAtomically } from '@advtrain/core';
import { isRunResult } from './runs/finished.ts';
import { jsonIn } from './json.ts';
import type { Json } from './json.ts';
import type { RunResult } from './runs/run-result.ts';
import { runFile, stemOf } from './runs/run-files.ts';
import { openShared } from './folder-mark.ts';
import { begin, endUnfinished, unfinishedNote } from './unfinished.ts';
import type { BegunRun } from './unfinished.ts';

/** A folder of results: one file a finished run, so that a comparison that was cut off goes on from there. */
export interface Store {
  readonly folder: string;
  /**
   * The finished run of this name and key, or `undefined`.
   *
   * @param name what the run is called among those of the folder.
   * @param key what all that it depends on follows from.
   */
  finished(name: string, key: string): RunResult | undefined;
  /**
   * The file of this run with another ending: its record, its checkpoint.
   *
   * @param name what the run is called among those of the folder.
   * @param key what all that it depends on follows from.
   * @param ending what follows the name and the key, such as `.jsonl`.
   */
  file(name: string, key: string, ending: string): string;
  /**
   * Notes that a run begins, or goes on.
   *
   * @param run what is known of it before it has begun.
   */
  begin(run: BegunRun): void;
  /**
   * Keeps a finished run, all of it or nothing, and deletes what is kept of unfinished ones that it takes the place of.
   *
   * @param name what the run is called among those of the folder.
   * @param result what it measured.
   */
  keep(name: string, result: RunResult): void;
  /**
   * Writes a file of the folder: all of it or nothing.
   *
   * @param name the file's name in the folder.
   * @param text its contents.
   */
  write(name: string, text: string): void;
}

/** How a folder of results is opened. */
export interface StoreOptions {
  /** Forgets the runs that it holds. Default false. */
  readonly restart?: boolean;
  /** Whether it is for one run, which takes the place of any other. Default: of those of the same name. */
  readonly alone?: boolean;
  /**
   * Told, in a sentence, what of the folder cannot be used. Default: nobody is.
   *
   * @param text one sentence.
   */
  readonly note?: (text: string) => void;
}

/**
 * Opens or creates a folder of results. `shared` is what all its runs have in common; if the folder holds runs of other
 * values, that is a `UsageError` that names the first difference.
 *
 * @param folder that of the results.
 * @param shared settings, data and model.
 * @param options whether it begins anew, whether one run stands alone, and who is told of damage.
 */
export function store(folder: string, shared: Json, options: StoreOptions = {}): Store {
  const { restart = false, alone = false, note } = options;
  openShared(folder, shared, restart);
  const file = (name: string, key: string, ending: string) => runFile(folder, name, key, ending);
  const replaced = new Map<string, { readonly run: BegunRun; readonly stems: readonly string[] }>();
  return {
    folder,
    file,
    finished(name, key) {
      const path = file(name, key, '.json');
      const result = jsonIn(path);
      if (isRunResult(result)) return result.key === key ? result : undefined;
      if (existsSync(path)) note?.(`${path} is damaged, or of another version, so the run counts as not finished.`);
      return undefined;
    },
    begin(run) {
      const stems = begin(folder, run, alone);
      for (const text of stems.map((stem) => unfinishedNote(folder, stem, run))) if (text !== undefined) note?.(text);
      replaced.set(stemOf(run.name, run.key), { run, stems });
    },
    keep: (name, result) => {
      writeTextAtomically(file(name, result.key, '.json'), `${JSON.stringify(result, null, 2)}\n`);
      const begun = replaced.get(stemOf(name, result.key));
      // What diverged and left nothing takes nobody's place.
      const isOf = result.status !== 'diverged' || result.best !== undefined;
      if (begun) endUnfinished(folder, isOf ? begun.stems : [], begun.run);
    },
    write: (name, text) => {
      writeTextAtomically(join(folder, name), text);
    },
  };
}
