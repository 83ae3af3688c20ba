import { join } from 'node:path';
import { wordnet } from '@advtrain/attacks';
import { writeFileAtomically } from '@advtrain/core';
import { attacked } from './plans.ts';
import { sentences } from './sentences.ts';

/** Writes the synonyms that WordNet has for the words of the review sentences into a folder, and gives the file's path. */
export async function wordnetNeighbours(folder: string): Promise<string> {
  const { synonyms } = await wordnet();
  const { train, development } = await sentences();
  const texts = [...train.texts, ...development.texts];
  const words = new Set(texts.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? []));
  const table: Record<string, readonly string[]> = {};
  for (const word of [...words].sort()) {
    const others = new Set(synonyms(word).map((each) => each.toLowerCase()));
    const near = [...others].filter((each) => each !== word && !each.includes('_')).slice(0, attacked.most);
    if (near.length > 0) table[word] = near;
  }
  const path = join(folder, 'wordnet.json');
  await writeFileAtomically(path, [JSON.stringify(table)]);
  return path;
}
