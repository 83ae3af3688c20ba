import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { mayHaveLists, rowsOf } from '../rows.node.ts';

/** What files of tagged words in columns usually end in. */
const endings = ['.conll', '.iob', '.iob1', '.iob2', '.bio', '.bioes', '.iobes', '.bilou'];

/**
 * Whether a file looks like one of tagged words: by its ending, or as rows of which the first has `tokens` and their tags.
 *
 * @param path the file, of which the beginning is read.
 */
export async function looksTagged(path: string): Promise<boolean> {
  if (endings.includes(extname(path).toLowerCase())) return true;
  if (!mayHaveLists(path) || !existsSync(path)) return false;
  for await (const row of rowsOf(path)) {
    if (!('values' in row)) return false;
    const { tokens, tags, ner_tags: named } = row.values;
    return Array.isArray(tokens) && (Array.isArray(tags) || Array.isArray(named));
  }
  return false;
}
