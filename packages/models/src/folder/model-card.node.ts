import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@advtrain/core';
import { modelCard } from './model-card.ts';
import type { ModelCard } from './model-card.ts';

/** What tells a card that was written here from a README of the reader's own. */
const mark = 'advtrain';

/**
 * Writes a model card as the README.md of a model's folder, and gives its path. `undefined`, and nothing is written, where there is a
 * README.md that was not written so: it is somebody's own.
 *
 * @param folder one in the layout of Hugging Face.
 * @param card what the card says.
 */
export async function writeModelCard(folder: string, card: ModelCard): Promise<string | undefined> {
  const path = join(folder, 'README.md');
  const there = await readFile(path, 'utf8').catch(() => undefined);
  if (there !== undefined && !there.split('\n').includes(`- "${mark}"`)) return undefined;
  const tags = [mark, ...card.tags.filter((tag) => tag !== mark)];
  await writeFileAtomically(path, [modelCard({ ...card, tags })]);
  return path;
}
