import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTokenizer, tokenizerTexts } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';
import { inFolder, type Files } from './in-folder.ts';

/** A folder, and what Python's transformers gives with it: made by reference/tokenizers.py. */
interface Case {
  files: Files;
  expected?: { text: string; pair: string | null; maxLength: number; ids: number[]; types: number[] }[];
}

const { ADVTRAIN_TOKENIZERS: given } = process.env;
const path = given ?? new URL('../fixtures/folders.jsonl', import.meta.url);
const cases = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

/** What a folder may be refused for that Python reads. */
const refusal =
  /is not implemented|so transformers 4 and 5 read it differently|but Python's tokenizers give it|has no "\[|has no "</;

/** The tokenizer of a folder with such files. */
async function read(files: Files): Promise<Tokenizer> {
  return inFolder(files, readTokenizer);
}

/** The same by the two files that a folder for others has of it, beside config.json. */
async function readAgain(files: Files): Promise<Tokenizer> {
  const texts = await inFolder(files, tokenizerTexts);
  const { 'config.json': config = {} } = files;
  return read({ 'config.json': config, ...texts });
}

test.each([
  ['random folders', read],
  ['the texts of tokenizers in random folders', readAgain],
])('%s give the ids and segments that Python gives, or are refused by name', async (_, readFrom) => {
  let same = 0;
  for (const { files, expected } of cases) {
    if (!expected) continue;
    let tokens: Tokenizer;
    try {
      tokens = await readFrom(files);
    } catch (error) {
      expect((error as Error).message).toMatch(refusal);
      continue;
    }
    for (const { text, pair, maxLength, ids, types } of expected) {
      const found = tokens.encode(text, pair, { maxLength });
      const own = { ids: [...found.ids], types: found.types ? [...found.types] : ids.map(() => 0) };
      expect({ files, text, pair, maxLength, ...own }).toEqual({ files, text, pair, maxLength, ids, types });
    }
    same++;
  }
  expect(same / cases.length).toBeGreaterThan(0.8);
});

test('a spm.model that is cut off anywhere, or of another kind, is refused in a sentence', async () => {
  const { files } = cases.find((each) => 'spm.model' in each.files)!;
  const whole = Buffer.from(files['spm.model'] as string, 'base64');
  const given = (bytes: Buffer): Promise<Tokenizer> => read({ ...files, 'spm.model': bytes.toString('base64') });
  for (let length = 0; length < 400; length += 3) {
    const cut = given(whole.subarray(0, length));
    await expect(cut, String(length)).rejects.toThrow(
      'spm.model is no model of SentencePiece, or a damaged one: get the',
    );
  }
  const bytePair = Buffer.concat([whole, Buffer.from([0x12, 2, 0x18, 2])]);
  await expect(given(bytePair)).rejects.toThrow(
    'spm.model is no unigram model of SentencePiece, which is not implemented',
  );
});
