import { expect, test } from 'vitest';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import type { EncodedWindows } from '../../src/tokenizer/tokenizer.ts';
import { inFolder, linesOf, type Files } from './in-folder.ts';

/** What Python's transformers makes of a question and a passage: made by reference/windows.py. */
interface Case {
  readonly folder: number;
  readonly question: string;
  readonly passage: string;
  readonly windows: readonly { ids: number[]; spans: (readonly [number, number] | null)[] }[];
}

/** What a folder may be refused for that Python reads. */
const refusal =
  /is not implemented|so transformers 4 and 5 read it differently|but Python's tokenizers give it|has no "\[|has no "<|so that nobody can say where|has a special token in it/;

test('windows of a passage have the ids that Python gives them, and tokens the places', async () => {
  const folders = linesOf<{ files: Files }>('folders.jsonl');
  let same = 0;
  let others = 0;
  for (const { folder, question, passage, windows } of linesOf<Case>('windows.jsonl')) {
    let found: EncodedWindows;
    try {
      const tokenizer = await inFolder(folders[folder]!.files, (path) => readTokenizer(path));
      found = tokenizer.encodeWindows(question, passage, { maxLength: 30, stride: 5 });
    } catch (error) {
      expect((error as Error).message).toMatch(refusal);
      continue;
    }
    expect([folder, ...found.windows.map(({ ids }) => [...ids])]).toEqual([folder, ...windows.map(({ ids }) => ids)]);
    for (const [index, { places }] of found.windows.entries()) {
      const { spans } = windows[index]!;
      for (const [at, place] of places.entries()) {
        const own = found.spans[place];
        // A token that is a blank alone has no place here, and in Python sometimes that of the letter behind it.
        if (!own || own.start === own.end) continue;
        if (spans[at]?.[0] === own.start && spans[at][1] === own.end) same++;
        else others++;
      }
    }
  }
  expect(same).toBeGreaterThan(2000);
  // Of several unknown tokens in a row nobody knows which letters each is for.
  expect(others).toBeLessThan(0.02 * same);
});
