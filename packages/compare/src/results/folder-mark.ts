import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, writeTextAtomically } from '@advtrain/core';
import { UsageError } from '../usage-error.ts';
import { differences, isTable, jsonIn } from './json.ts';
import type { Json } from './json.ts';
import { filesOfRuns, removeFiles } from './runs/run-files.ts';

/**
 * Opens or makes a folder of results, whose shared.json says what its runs have in common, and is the mark of a folder that this
 * project wrote. Throws a {@link UsageError} where it is of something else, and where there is a folder `runs` without
 * that mark. `restart` deletes the files of its runs, and nothing else.
 */
export function openShared(folder: string, shared: Json, restart: boolean): void {
  const path = join(folder, 'shared.json');
  const runs = join(folder, 'runs');
  const marked = isTable(shared) ? { advtrain: 'results', ...shared } : shared;
  const there = jsonIn(path);
  const isOurs = isTable(there) && there['advtrain'] === 'results';
  if (!isOurs && (existsSync(path) || existsSync(runs))) {
    const what = existsSync(path) ? `${path} is damaged, or not by advtrain` : `${runs} is there without a shared.json`;
    throw new UsageError(
      `${what}, so nothing in ${folder} is touched; choose another folder with --out, or move ${existsSync(path) ? path : runs} away.`,
    );
  }
  if (isOurs && restart) removeFiles(existsSync(runs) ? filesOfRuns(folder) : []);
  else if (isOurs) agree(folder, there, marked);
  try {
    // The mark is there whenever `runs` is: whoever is killed in between can go on.
    writeTextAtomically(path, `${JSON.stringify(marked, null, 2)}\n`);
    mkdirSync(runs, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `Cannot write to the folder ${folder} (${reasonOf((error as Error).cause ?? error)}); choose another with --out.`,
      {
        cause: error,
      },
    );
  }
}

function agree(folder: string, there: Json, here: Json): void {
  const [difference] = differences(there, here);
  if (difference === undefined) return;
  throw new UsageError(
    `${folder} holds a comparison with other settings (${difference}); choose another folder with --out, ` +
      `or --restart to begin anew in this one.`,
  );
}
