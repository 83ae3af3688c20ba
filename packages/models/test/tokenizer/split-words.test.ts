import { expect, test } from 'vitest';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';
import { inFolder, linesOf, type Files } from './in-folder.ts';

/** What Python's transformers makes of a sentence in words: made by reference/split_words.py. */
interface Case {
  readonly folder: number;
  readonly words: string[];
  readonly maxLength: number;
  readonly ids: number[];
  readonly of: number[];
}

/** The tokenizer of a folder with such files, by the type that its config has. */
async function read(files: Files): Promise<Tokenizer> {
  const { 'config.json': config = {} } = files;
  const { model_type: type } = config as { model_type?: string };
  return inFolder(files, (folder) => readTokenizer(folder, { model_type: String(type) }));
}

/** What a folder may be refused for that Python reads. */
const refusal =
  /is not implemented|so transformers 4 and 5 read it differently|but Python's tokenizers give it|has no "\[|has no "</;

test('sentences in words have the ids that Python gives them, and each token its word', async () => {
  const folders = linesOf<{ files: Files }>('folders.jsonl');
  let same = 0;
  for (const { folder, words, maxLength, ids, of } of linesOf<Case>('split-words.jsonl')) {
    let tokens: Tokenizer;
    try {
      tokens = await read(folders[folder]!.files);
    } catch (error) {
      expect((error as Error).message).toMatch(refusal);
      continue;
    }
    const found = tokens.encodeWords(words, { maxLength });
    expect([folder, [...found.ids], [...found.words]]).toEqual([folder, ids, of]);
    same++;
  }
  expect(same).toBeGreaterThan(70);
});
