import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fields } from '../../src/tokenizer/fields.ts';
import { bertNormalizer } from '../../src/tokenizer/text/bert-normalizer.ts';
import { preTokenizer } from '../../src/tokenizer/text/pre-tokenizers.ts';

/** What Python's `tokenizers` makes of characters and texts: made by fixtures/make_characters.py. */
interface Fixture {
  readonly ranges: Readonly<Record<'removed' | 'space' | 'alone', readonly (readonly [first: number, last: number])[]>>;
  readonly texts: readonly (readonly [text: string, pieces: readonly string[]])[];
}

const fixture = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as object;
const { ranges, texts } = fixture('bert-characters') as Fixture;

const split = preTokenizer(fields({ type: 'BertPreTokenizer' }, 'pre_tokenizer'));

function piecesBy(changes: object): (text: string) => readonly string[] {
  const usual = { clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true };
  const normalize = bertNormalizer(fields({ ...usual, ...changes }, 'normalizer'));
  return (text) => split(normalize(text));
}

describe("BERT's normalizer and pre-tokenizer", () => {
  const pieces = piecesBy({});

  test.each(texts)('make of %j the pieces that Python makes of it', (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  test.each(['removed', 'space', 'alone'] as const)(
    'take for %s just the characters that Python takes for it',
    (kind) => {
      const kindOf = (point: number): string => {
        const found = pieces(`a${String.fromCodePoint(point)}b`);
        if (found.length === 1) return found[0] === 'ab' ? 'removed' : 'joined';
        return found.length === 2 ? 'space' : 'alone';
      };
      const borders = ranges[kind].flatMap(([first, last]) => [first - 1, first, last, last + 1]);
      const inside = (point: number): boolean => ranges[kind].some(([first, last]) => first <= point && point <= last);
      for (const point of borders.filter((each) => (each >= 0 && each < 0xd800) || each >= 0xe000)) {
        if (point > 0x10ffff) continue;
        expect([point.toString(16), kindOf(point) === kind]).toEqual([point.toString(16), inside(point)]);
      }
    },
  );

  test('leave accents, capitals and Chinese as they are where the tokenizer says so', () => {
    const kept = piecesBy({ lowercase: false, strip_accents: null, handle_chinese_chars: false });
    expect(kept('Déjà-VU 漢字𠀀')).toEqual(['Déjà', '-', 'VU', '漢字𠀀']);
    expect(piecesBy({ lowercase: true, strip_accents: false })('Déjà')).toEqual(['déjà']);
    expect(piecesBy({ lowercase: false, strip_accents: true })('Déjà')).toEqual(['Deja']);
    expect(piecesBy({ clean_text: false })('a\u0000b')).toEqual(['a\u0000b']);
  });
});
