import { join } from 'node:path';
import { synonymTable, wordnet } from '@advtrain/attacks';
import { writeFileAtomically } from '@advtrain/core';
import { attacked } from './plans.ts';
import { sentences } from './sentences.ts';

/** Writes the synonyms that WordNet has for the words of the review sentences into a folder, and gives the file's path. */
export async function wordnetNeighbours(folder: string): Promise<string> {
  const { train, development } = await sentences();
  const table = synonymTable(await wordnet(), [...train.texts, ...development.texts], attacked.most);
  const path = join(folder, 'wordnet.json');
  await writeFileAtomically(path, [JSON.stringify(table)]);
  return path;
}
