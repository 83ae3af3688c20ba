import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readNeighbours } from '@advtrain/attacks';
import { neighboursOption, reasonOf } from '@advtrain/core';
import type { Substitutes } from '@advtrain/core';
import { checkRegular } from '@advtrain/engine/fetch';
import type { Configured } from '../methods/configured.ts';
import { UsageError } from '../usage-error.ts';
import type { Task } from './task.ts';

const known = new WeakMap<Task, Map<string, Promise<Substitutes>>>();

/**
 * What may stand in the place of a task's tokens by the file of neighbours that a method's options name; `undefined` for a method that
 * has no such option. Read once for a task and a file. A method that has no file, a task that has no tokenizer, and a file that
 * cannot be read are {@link UsageError}s.
 */
export async function substitutesFor(method: Configured, task: Task): Promise<Substitutes | undefined> {
  const path = fileOf(method);
  if (path === undefined) return undefined;
  const { title } = method.entry;
  if (!task.substitutes)
    throw new UsageError(
      `${title} puts words in the place of others, but ${task.info.data} come without a tokenizer: choose another method.`,
    );
  const files = known.get(task) ?? new Map<string, Promise<Substitutes>>();
  known.set(task, files);
  const there = files.get(path) ?? read(path, task.substitutes);
  files.set(path, there);
  const found = await there;
  if (found.ids.every((id) => id < 0))
    throw new UsageError(
      `${path} has no word and neighbour that are one token each of ${task.info.model}, so ${title} would change nothing: give a larger file.`,
    );
  return found;
}

/** SHA-256, in hex, of the file of neighbours that a method's options name: with another content it gives other results. */
export async function neighboursFingerprint(method: Configured): Promise<string | undefined> {
  const path = fileOf(method);
  if (path === undefined) return undefined;
  try {
    checkRegular(path);
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch (error) {
    throw new UsageError(`${path} could not be read: ${reasonOf(error)}.`, { cause: error });
  }
}

function fileOf({ entry, options }: Configured): string | undefined {
  const name = neighboursOption(entry.options);
  if (name === undefined) return undefined;
  const path = String(options[name]);
  if (path !== 'none') return path;
  throw new UsageError(
    `${entry.title} needs neighbours of words, but has none: name a file of them, as in ${entry.name}.${name}=neighbours.json.`,
  );
}

async function read(path: string, substitutes: NonNullable<Task['substitutes']>): Promise<Substitutes> {
  try {
    return substitutes(await readNeighbours(path));
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}
