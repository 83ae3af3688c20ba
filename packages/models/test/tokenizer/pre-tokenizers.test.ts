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
    ["'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", "I'll  go 12"],
    [
      "(?:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      "I'll  go 12",
    ],
    [
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?:'s|'t|'ll)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}]+[\\p{Ll}\\p{Lo}]*|\\p{N}{1,3}|\\s+(?!\\S)|\\s+",
      "I'll  go 12",
    ],
    ['[0-9]{1,3}(?=(?:[0-9]{3})*(?![0-9]))|[a-zI]+| +', 'I ll  go 12'],
  ])('by a pattern of models that are in use, such as %s', (Regex, text) => {
    const split = { type: 'Split', pattern: { Regex }, behavior: 'Isolated' };
    expect(pieces(split, text).length).toBeGreaterThan(3);
    expect(pieces(split, ' '.repeat(20_000)).join('')).toHaveLength(20_000);
  });

  const hanging = ['(a+)+b', '(a|a)*b', '(a?){1,40}b', '(?:aa?)*b', '(a|b|ab)+c', 'a*a*b', 'a{1,200}a*b', '(?:a*b?)*c'];
  test.each([...hanging, 'a?'.repeat(40), '(?:|a)'.repeat(20) + 'b', 'a*(?!a*b)', '(?=(a*)*b)', '(a*)*?b'])(
    'but not by %s, which a text of a’s would keep busy',
    (Regex) => {
      expect(() => pieces({ type: 'Split', pattern: { Regex }, behavior: 'Isolated' }, 'a'.repeat(40))).toThrow(
        'whose repetitions some texts would keep busy without an end: use another tokenizer.',
      );
    },
  );

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
