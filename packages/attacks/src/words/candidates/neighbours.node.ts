import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { checkRegular } from '@advtrain/engine/fetch';
import { nearestNeighbours, neighboursOf, type NearestOptions, type Neighbours } from './neighbours.ts';

/**
 * Neighbours from a file: `.json` is a table of lists of words by words, everything else is vectors, one word a line (counter-fitted
 * ones: Mrkšić et al., 2016). Their name is the file's. Throws one sentence where it cannot be read, or is something else.
 *
 * @param path the file: `.json`, or vectors as text.
 * @param options how many and how near they are where the file holds vectors; a table is taken as it is.
 */
export async function readNeighbours(path: string, options: NearestOptions = {}): Promise<Neighbours> {
  const name = options.name ?? basename(path);
  if (path.endsWith('.json')) return neighboursOf(parsed(await orSay(path, () => readFile(path, 'utf8')), path), name);
  const file = await orSay(path, () => open(path));
  try {
    return await nearestNeighbours(file.readLines({ encoding: 'utf8' }), { ...options, name });
  } finally {
    await file.close();
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: give a table of neighbours, or vectors under another ending.`, {
      cause: error,
    });
  }
}

async function orSay<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    checkRegular(path);
    return await read();
  } catch (error) {
    throw new Error(`${path} could not be read: ${(error as Error).message}.`, { cause: error });
  }
}
