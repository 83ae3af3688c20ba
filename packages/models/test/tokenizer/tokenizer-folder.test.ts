import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import { tokenizer } from '../../src/tokenizer/tokenizer.ts';

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'upper', 'case', 'e', '##1', 'marker', 'here', '[', ']'];
const vocab = Object.fromEntries(words.map((word, id) => [word, id]));
const count = words.length;
const vocabTxt = words.join('\n');
const around = { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] };
const json = {
  added_tokens: words.slice(0, 5).map((content, id) => ({ id, content, normalized: false, special: true })),
  normalizer: { type: 'BertNormalizer', lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: around,
  model: { type: 'WordPiece', vocab },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenizer-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function ids(files: Readonly<Record<string, unknown>>, text: string, pair?: string): Promise<number[]> {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return [...(await readTokenizer(folder)).encode(text, pair).ids];
}

describe('a token that was added is one token', () => {
  const added = { content: '[E1]', normalized: false };

  test.each([
    ['added_tokens.json', { 'vocab.txt': vocabTxt, 'added_tokens.json': { '[E1]': count } }],
    [
      'tokenizer_config.json',
      { 'vocab.txt': vocabTxt, 'tokenizer_config.json': { added_tokens_decoder: { [count]: added } } },
    ],
    [
      'special_tokens_map.json',
      { 'vocab.txt': vocabTxt, 'special_tokens_map.json': { additional_special_tokens: ['[E1]'] } },
    ],
    [
      'tokenizer.json',
      { 'tokenizer.json': { ...json, added_tokens: [...json.added_tokens, { id: count, ...added }] } },
    ],
  ])('by %s', async (_file, files) => {
    expect(await ids(files, 'marker [E1] here')).toEqual([2, 9, count, 10, 3]);
  });

  test('unless its id is not the one that Python gives it', async () => {
    const files = { 'vocab.txt': vocabTxt, 'added_tokens.json': { '[E1]': 99 } };
    await expect(ids(files, '')).rejects.toThrow(
      `The added token "[E1]" has id 99, but Python's tokenizers give it ${count}: save the tokenizer anew`,
    );
  });
});

describe('of two descriptions of a token that was added the last counts, as in Python', () => {
  const plain = { id: count, content: '[E1]', normalized: false };
  const generic = { tokenizer_class: 'PreTrainedTokenizerFast' };
  const own = (...tokens: object[]): object => ({ ...json, added_tokens: [...json.added_tokens, ...tokens] });

  test.each([
    [{ single_word: true }, 'marker[E1]here', [2, 9, 11, 7, 8, 12, 10, 3]],
    [{ normalized: true }, 'e [e1] e', [2, 7, count, 7, 3]],
  ])('%j, in tokenizer_config.json or twice in tokenizer.json', async (flags, text, expected) => {
    const other = { ...plain, ...flags };
    const settings = { ...generic, added_tokens_decoder: { [count]: other } };
    expect(await ids({ 'tokenizer.json': own(plain), 'tokenizer_config.json': settings }, text)).toEqual(expected);
    expect(await ids({ 'tokenizer.json': own(plain, other), 'tokenizer_config.json': generic }, text)).toEqual(
      expected,
    );
  });

  test('but that of tokenizer.json before that of added_tokens.json', async () => {
    const files = { 'tokenizer.json': own({ ...plain, single_word: true }), 'added_tokens.json': { '[E1]': count } };
    expect(await ids(files, 'marker[E1]here')).toEqual([2, 9, 11, 7, 8, 12, 10, 3]);
  });

  test('unless the other one only says what it is for', async () => {
    const settings = { ...generic, mask_token: { content: '[E1]', single_word: true } };
    const files = { 'tokenizer.json': own(plain), 'tokenizer_config.json': settings };
    expect(await ids(files, 'marker[E1]here')).toEqual([2, 9, count, 10, 3]);
  });
});

describe('additional special tokens are those of the field or file that has some', () => {
  const one = ['[E1]'];

  test.each([
    [{ extra_special_tokens: {}, additional_special_tokens: one }, {}],
    [{ extra_special_tokens: [], additional_special_tokens: one }, {}],
    [{ extra_special_tokens: {} }, { additional_special_tokens: one }],
    [{ additional_special_tokens: one }, { additional_special_tokens: [] }],
  ])('tokenizer_config.json %j, special_tokens_map.json %j', async (settings, map) => {
    const files = { 'vocab.txt': vocabTxt, 'tokenizer_config.json': settings, 'special_tokens_map.json': map };
    expect(await ids(files, 'marker [E1] here')).toEqual([2, 9, count, 10, 3]);
  });

  test('and two files of which one has none and the other some are refused, for transformers 5 takes the none', async () => {
    const settings = { additional_special_tokens: [] };
    const map = { additional_special_tokens: one };
    const files = { 'vocab.txt': vocabTxt, 'tokenizer_config.json': settings, 'special_tokens_map.json': map };
    await expect(ids(files, '')).rejects.toThrow('special_tokens_map.json has other additional_special_tokens than');
  });
});

test.each([
  [{}, [2, 7, 4, 7, 3]],
  [{ mask_token: '[MASK]' }, [2, 7, 11, 1, 12, 7, 3]],
])(
  'a token of added_tokens.json is looked for as it is written only where a file says that it is special: %j',
  async (settings, expected) => {
    const files = { 'vocab.txt': vocabTxt, 'added_tokens.json': { '[MASK]': 4 }, 'tokenizer_config.json': settings };
    expect(await ids(files, 'e [mask] e')).toEqual(expected);
  },
);

describe("BERT's settings of tokenizer_config.json go before tokenizer.json", () => {
  const config = { 'config.json': { model_type: 'bert' }, 'tokenizer.json': json };

  test.each([
    [{ do_lower_case: false }, [2, 1, 1, 3]],
    [{ do_lower_case: true }, [2, 5, 6, 3]],
    [{}, [2, 5, 6, 3]],
    [{ tokenizer_class: 'PreTrainedTokenizerFast', do_lower_case: false }, [2, 5, 6, 3]],
  ])('%j', async (settings, expected) => {
    expect(await ids({ ...config, 'tokenizer_config.json': settings }, 'UPPER Case')).toEqual(expected);
  });

  test.each([
    ['normalizer', null],
    ['pre_tokenizer', { type: 'Whitespace' }],
    ['post_processor', null],
    ['model', { ...json.model, max_input_chars_per_word: 5 }],
  ])('and what is not of its class in its %s is refused', async (part, content) => {
    const files = { ...config, 'tokenizer.json': { ...json, [part]: content } };
    await expect(ids(files, '')).rejects.toThrow(
      `tokenizer.json has another ${part} than its tokenizer_class makes, so transformers 4 and 5 read it differently: set`,
    );
  });
});

test.each(['BertJapaneseTokenizer', 'XLNetTokenizerFast', 'toString'])(
  'a tokenizer of class %s is refused by its name',
  async (name) => {
    const files = { 'vocab.txt': vocabTxt, 'tokenizer_config.json': { tokenizer_class: name } };
    await expect(ids(files, 'ひらがな')).rejects.toThrow(`tokenizer_class is "${name}", which is not implemented: use`);
  },
);

describe('texts that are too long', () => {
  const long = 'marker marker here here';
  const settings = { model_max_length: 4 };

  test.each([
    [settings, {}, [2, 9, 9, 3]],
    [{ ...settings, truncation_side: 'left' }, {}, [2, 10, 10, 3]],
    [settings, { truncation: { direction: 'Left' } }, [2, 10, 10, 3]],
    [{ ...settings, truncation_side: 'right' }, { truncation: { direction: 'Left' } }, [2, 9, 9, 3]],
  ])('are cut at the side that %j and %j say', async (config, changes, expected) => {
    const files = { 'tokenizer.json': { ...json, ...changes }, 'tokenizer_config.json': config };
    expect(await ids(files, long)).toEqual(expected);
  });
});

test('segments are left out where the settings list no token_type_ids', () => {
  const inputs = (names: string[]) => tokenizer(json, { model_input_names: names }).encode('here', 'here').types;
  expect(inputs(['input_ids', 'attention_mask'])).toBeUndefined();
  expect(inputs(['input_ids', 'token_type_ids'])).toEqual(Int32Array.of(0, 0, 0, 1, 1));
});

test('a text with a token beyond the embeddings is refused with token, size and remedy, others are read', async () => {
  writeFileSync(join(folder, 'vocab.txt'), vocabTxt);
  writeFileSync(join(folder, 'added_tokens.json'), JSON.stringify({ '[E1]': count }));
  const tokens = await readTokenizer(folder, { vocab_size: count });
  expect([...tokens.encode('marker').ids]).toEqual([2, 9, 3]);
  expect(() => tokens.encode('marker [E1] here')).toThrow(
    `The text "marker [E1] here" has the token "[E1]" with id ${count}, but the model has ${count} (vocab_size): save it after Python's model.resize_token_embeddings(len(tokenizer)).`,
  );
});

describe('one sentence says what a tokenizer.json lacks', () => {
  test.each([
    [{ model: { type: 'WordPiece', vocab: {} } }, 'unk_token is "[UNK]", which is not in the vocabulary'],
    [{ model: { type: 'BPE', vocab: {}, merges: [] } }, "The tokenizer's model.vocab is empty: put the vocabulary"],
    [{ model: { type: 'WordLevel', vocab: { a: 1e9 } } }, 'model.vocab has 1000000000 for "a", but ids must be whole'],
    [{ post_processor: { type: 'TemplateProcessing', single: [null] } }, 'special_tokens is missing, but must be an'],
    [{ post_processor: { ...around, type: 'Other' } }, 'post_processor.type is "Other", which is not implemented: use'],
    [{ normalizer: { type: 'Nmt' } }, 'normalizer.type is "Nmt", which is not implemented: use another tokenizer.'],
    [
      { pre_tokenizer: { type: 'Split', behavior: 'Isolated', pattern: { Regex: '(?i:a)' } } },
      'Regex is "(?i:a)", which',
    ],
    [{ padding: { direction: 'Left', pad_token: '[PAD]' } }, 'padding_side is "left", but texts are padded at their'],
    [{ added_tokens: [{ id: 0 }] }, 'added_tokens[0].content is missing, but must be a text.'],
  ])('%j', (changes, message) => {
    expect(() => tokenizer({ ...json, ...changes })).toThrow(message);
  });
});

describe('a word of 300,000 letters', () => {
  const long = 'ab'.repeat(150_000);
  const around = { normalizer: null, pre_tokenizer: null, post_processor: null };
  const letters = { '[PAD]': 0, '[UNK]': 1, a: 2, b: 3, ab: 4, abab: 5 };
  const scored = Object.keys(letters).map((token, id) => [token, id < 2 ? 0 : -id]);

  test.each([
    [{ type: 'Unigram', unk_id: 1, vocab: scored }],
    [{ type: 'BPE', vocab: letters, merges: ['a b', 'ab ab'] }],
    [{ type: 'WordPiece', vocab: { ...letters, '##abab': 6 }, max_input_chars_per_word: 1e6 }],
  ])('is split by %j', (model) => {
    const found = tokenizer({ ...json, ...around, added_tokens: [], model }).encode(long, null, { maxLength: 1e6 });
    expect(found.ids.length).toBe(75_000);
  });
});
