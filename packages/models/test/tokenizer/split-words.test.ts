import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';

interface Folder {
  readonly files: Readonly<Record<string, unknown>>;
}

/** What Python's transformers makes of a sentence in words: made by reference/split_words.py. */
interface Case {
  readonly folder: number;
  readonly words: string[];
  readonly maxLength: number;
  readonly ids: number[];
  readonly of: number[];
}

function lines<Line>(name: string): Line[] {
  const text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

async function read({ files }: Folder): Promise<Tokenizer> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenizer-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      writeFileSync(join(folder, name), text, name.endsWith('.model') ? 'base64' : 'utf8');
    }
    const { 'config.json': config = {} } = files;
    return await readTokenizer(folder, { model_type: String((config as { model_type?: string }).model_type) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a folder may be refused for that Python reads. */
const refusal =
  /is not implemented|so transformers 4 and 5 read it differently|but Python's tokenizers give it|has no "\[|has no "</;

test('sentences in words have the ids that Python gives them, and each token its word', async () => {
  const folders = lines<Folder>('folders.jsonl');
  let same = 0;
  for (const { folder, words, maxLength, ids, of } of lines<Case>('split-words.jsonl')) {
    let tokens: Tokenizer;
    try {
      tokens = await read(folders[folder]!);
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
