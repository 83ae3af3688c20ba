import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tokenizer } from '../../src/tokenizer/tokenizer.ts';

/** What Python's `tokenizers` gives: made by fixtures/make_tokenizers.py. */
interface Case {
  text: string;
  pair?: string;
  maxLength?: number;
  ids: number[];
  types: number[];
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
}

describe.each(['wordpiece', 'bytepair'])('a %s tokenizer', (name) => {
  const cases = fixture(`${name}.ids`) as Case[];
  const tokens = tokenizer(fixture(name));

  test('gives the ids and segments that Python gives, for texts and pairs, whole and cut', () => {
    for (const { text, pair, maxLength, ids, types } of cases) {
      const { ids: own, types: segments } = tokens.encode(text, pair, maxLength === undefined ? {} : { maxLength });
      expect({ text, pair, maxLength, ids: [...own] }).toEqual({ text, pair, maxLength, ids });
      expect(segments ? [...segments] : ids.map(() => 0)).toEqual(types);
    }
  });

  test('encodes many texts as one by one', () => {
    const texts = cases.filter(({ pair }) => pair !== undefined).slice(0, 20);
    const all = tokens.encodeAll({ texts: texts.map(({ text }) => text), pairs: texts.map(({ pair }) => pair!) });
    expect(all).toEqual(texts.map(({ text, pair }) => tokens.encode(text, pair)));
  });

  test('refuses fewer second texts than first ones, which would come to stand beside others', () => {
    expect(() => tokens.encodeAll({ texts: ['a', 'b'], pairs: ['c'] })).toThrow(
      'There are 2 texts and 1 pairs: give each text its pair.',
    );
  });

  test('knows its padding and its vocabulary', () => {
    expect(tokens.padId).toBe(name === 'wordpiece' ? 0 : 1);
    expect(tokens.vocabularySize).toBe(name === 'wordpiece' ? 600 : 700);
  });

  test('decodes to the text', () => {
    expect(tokens.decode(tokens.encode('the movie is not bad').ids).trim()).toBe('the movie is not bad');
  });

  test('needs room for one token beside the special ones', () => {
    expect(tokens.encode('movie', null, { maxLength: 3 }).ids).toHaveLength(3);
    expect(() => tokens.encode('movie', null, { maxLength: 2 })).toThrow(
      'maxLength is 2, but must be a whole number of at least 3.',
    );
  });
});

test('a byte-level tokenizer takes for white space what Python takes for it: not U+FEFF, but U+0085', () => {
  const json = fixture('bytepair') as { model: { vocab: Record<string, number>; merges: [string, string][] } };
  // Pairs that show whether the space before either character belongs to its word.
  Object.assign(json.model.vocab, { Ġï: 700, ĠÂ: 701 });
  json.model.merges.push(['Ġ', 'ï'], ['Ġ', 'Â']);
  const tokens = tokenizer(json);
  // What Python's `tokenizers` gives with the same pairs.
  expect([...tokens.encode('a \uFEFFb').ids]).toEqual([0, 69, 700, 124, 128, 70, 2]);
  expect([...tokens.encode('a \u0085b').ids]).toEqual([0, 69, 225, 131, 232, 70, 2]);
});

describe("a tokenizer laid out as ALBERT's", () => {
  const { tokenizer: json, cases } = fixture('albert') as {
    tokenizer: { added_tokens: object[] };
    cases: [text: string, ids: number[]][];
  };
  const tokens = tokenizer(json);

  test.each(cases)('gives for %j the ids that Python gives', (text, ids) => {
    expect([...tokens.encode(text).ids]).toEqual(ids);
  });

  test('takes a token that is matched in normalized text where the normalizer made it', () => {
    const matched = { ...json, added_tokens: json.added_tokens.map((each) => ({ ...each, normalized: true })) };
    // What Python's `tokenizers` gives with the same change.
    expect([...tokenizer(matched).encode("he said.''").ids]).toEqual([2, 12, 13, 9, 7, 3]);
  });
});

test('a unigram tokenizer splits a word of two equal scores where Python does, for its way of reading numbers', () => {
  const { tokenizer: json } = fixture('albert') as { tokenizer: { model: { vocab: [string, number][] } } };
  // Those of ALBERT v2.
  const vocab: [string, number][] = [
    ['▁', -2.1889710426330566],
    ['s', -3.98744797706604],
    ['▁f', -8.399958610534668],
    ['*', -10.101415634155273],
    ['**', -9.556343078613281],
  ];
  const first = json.model.vocab.findIndex(([token]) => token === '▁');
  const changed = { ...json, model: { ...json.model, vocab: [...json.model.vocab.slice(0, first), ...vocab] } };
  const tokens = tokenizer(changed);
  const words = (text: string) => [...tokens.encode(text).ids].slice(1, -1).map((id) => vocab[id - first]![0]);
  expect(words('s***')).toEqual(['▁', 's', '**', '*']);
  expect(words('f***')).toEqual(['▁f', '*', '**']);
});

test('a length limit of the tokenizer config is the default', () => {
  const short = tokenizer(fixture('wordpiece'), { model_max_length: 5, pad_token: '[PAD]' });
  expect(short.encode('a film that never ends').ids).toHaveLength(5);
});

test.each([
  ['nothing', undefined],
  ['an empty object', {}],
  ['a model of an unknown kind', { model: { type: 'Nonsense' } }],
  ['a model without a vocabulary', { model: { type: 'WordPiece' }, added_tokens: [] }],
])('%s is no tokenizer, and one sentence says so', (_what, json) => {
  expect(() => tokenizer(json)).toThrow(/^The tokenizer('s|) .+\.$/);
});
