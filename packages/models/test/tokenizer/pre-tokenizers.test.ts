import { describe, expect, test } from 'vitest';
import { decoderOf } from '../../src/tokenizer/decoder.ts';
import { fields } from '../../src/tokenizer/fields.ts';
import { preTokenizer } from '../../src/tokenizer/text/pre-tokenizers.ts';

const pieces = (json: object, text: string): readonly string[] => preTokenizer(fields(json, 'pre_tokenizer'))(text);

describe('a pre-tokenizer splits where Python does', () => {
  test.each([
    ['Whitespace', 'café naïve film', ['café', 'naïve', 'film']],
    ['Whitespace', 'a²b_c…—日本\u200d語 x', ['a', '²', 'b_c', '…—', '日本\u200d語', 'x']],
    ['WhitespaceSplit', 'a\u0085b\ufeffc\u3000d', ['a', 'b\ufeffc', 'd']],
    ['Punctuation', 'film…—!', ['film', '…', '—', '!']],
    ['Digits', 'a12b٣½', ['a', '12', 'b', '٣½']],
    ['BertPreTokenizer', "it's «ça»", ['it', "'", 's', '«', 'ça', '»']],
  ])('%s: %j', (type, text, expected) => {
    expect(pieces({ type }, text)).toEqual(expected);
  });

  test.each([
    ['Removed', ['a', 'b']],
    ['Isolated', ['a', '.', '.', 'b', '.']],
    ['MergedWithPrevious', ['a.', '.', 'b.']],
    ['MergedWithNext', ['a', '.', '.b', '.']],
    ['Contiguous', ['a', '..', 'b', '.']],
  ])('with the behavior %s', (behavior, expected) => {
    expect(pieces({ type: 'Punctuation', behavior }, 'a..b.')).toEqual(expected);
    expect(pieces({ type: 'Split', pattern: { String: '.' }, behavior }, 'a..b.')).toEqual(expected);
    const between = { type: 'Split', pattern: { Regex: '[^.]+' }, behavior, invert: true };
    expect(pieces(between, 'a.b.')).toEqual(pieces({ type: 'Punctuation', behavior }, 'a.b.'));
  });

  test.each([
    [{ prepend_scheme: 'always' }, ['▁a', '▁b']],
    [{ prepend_scheme: 'never', split: false }, ['a▁b']],
  ])('at SentencePiece’s spaces with %j', (changes, expected) => {
    expect(pieces({ type: 'Metaspace', replacement: '▁', ...changes }, 'a b')).toEqual(expected);
  });

  test.each([
    [{}, 'always'],
    [{ prepend_scheme: 'always' }, 'always'],
    [{ prepend_scheme: 'first' }, 'first'],
  ])('or is refused where add_prefix_space is false with %j', (changes, scheme) => {
    const json = { type: 'Metaspace', replacement: '▁', add_prefix_space: false, ...changes };
    const sentence = `.add_prefix_space is false, but prepend_scheme is "${scheme}", which Python's tokenizers refuse: set`;
    expect(() => pieces(json, 'a b')).toThrow(`pre_tokenizer${sentence}`);
    expect(() => decoderOf(fields(json, 'decoder'))).toThrow(`decoder${sentence}`);
    expect(pieces({ ...json, prepend_scheme: 'never' }, 'a b')).toEqual(['a', '▁b']);
  });
});
