import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';

/** What Python's `tokenizers` gives: made by fixtures/make_tokenizers.py. */
interface Case {
  text: string;
  pair?: string;
  maxLength?: number;
  ids: number[];
  types: number[];
}

interface TokenizerJson {
  model: { vocab: Record<string, number>; merges: [string, string][] };
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
}

const wordpiece = (fixture('wordpiece') as TokenizerJson).model.vocab;
const words = Object.keys(wordpiece).sort((a, b) => wordpiece[a]! - wordpiece[b]!);
const { vocab, merges } = (fixture('bytepair') as TokenizerJson).model;
const mergesTxt = `#version: 0.2\n${merges.map((pair) => pair.join(' ')).join('\n')}\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vocabulary-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

describe.each([
  ['wordpiece', { 'vocab.txt': `${words.join('\n')}\n` }],
  ['wordpiece', { 'vocab.txt': words.join('\r\n') }],
  ['bytepair', { 'vocab.json': JSON.stringify(vocab), 'merges.txt': mergesTxt }],
])('a folder with a %s vocabulary and no tokenizer.json', (name, files) => {
  test('gives the ids and segments that Python gives', async () => {
    put(files);
    const tokens = await readTokenizer(folder);
    for (const { text, pair, maxLength, ids, types } of fixture(`${name}.ids`) as Case[]) {
      const own = tokens.encode(text, pair, maxLength === undefined ? {} : { maxLength });
      expect({ text, pair, maxLength, ids: [...own.ids] }).toEqual({ text, pair, maxLength, ids });
      expect(own.types ? [...own.types] : ids.map(() => 0)).toEqual(types);
    }
    expect(tokens.padId).toBe(name === 'wordpiece' ? 0 : 1);
  });
});

describe('the settings of tokenizer_config.json', () => {
  const tokensOf = async (settings: object, text: string): Promise<string> => {
    put({ 'vocab.txt': words.join('\n'), 'tokenizer_config.json': JSON.stringify(settings) });
    const tokens = await readTokenizer(folder);
    return tokens.decode(tokens.encode(text).ids);
  };

  test('decide whether text is lowered', async () => {
    expect(await tokensOf({}, 'THE movie')).toBe('the movie');
    expect(await tokensOf({ do_lower_case: false }, 'THE movie')).not.toBe('the movie');
  });

  test('name the special tokens', async () => {
    const named = words.map((word) => (word === '[CLS]' ? '<cls>' : word));
    const settings = { cls_token: { content: '<cls>' } };
    put({ 'vocab.txt': named.join('\n'), 'tokenizer_config.json': JSON.stringify(settings) });
    expect((await readTokenizer(folder)).encode('the movie').ids[0]).toBe(2);
  });
});

describe('a tokenizer is refused in one sentence', () => {
  test.each([
    [
      { 'vocab.txt': 'the\nmovie\n' },
      /vocab\.txt has no "\[PAD\]", the model's pad_token: use the one that belongs to/,
    ],
    [{ 'vocab.json': '{"toString": 1}', 'merges.txt': '' }, /vocab\.json has no "<s>", the model's cls_token: use the/],
    [{ 'vocab.json': '{}' }, /has no tokenizer\.json for its tokenizer, and none of its files: save it there with/],
    [
      { 'spiece.model': '' },
      /has its tokenizer in spiece\.model only, which is not read for its class, but tokenizer\.json is needed, which/,
    ],
  ])('of a folder with %j', async (files, message) => {
    put(files);
    await expect(readTokenizer(folder)).rejects.toThrow(message);
  });
});
