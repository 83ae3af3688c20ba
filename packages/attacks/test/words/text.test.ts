import { describe, expect, test } from 'vitest';
import { marked, type Piece } from '../../src/index.ts';
import { commonSequence } from '../../src/words/text/sequence.ts';
import { inOrder } from '../../src/words/text/order.ts';
import { around, without, worded, written } from '../../src/words/text/words.ts';

describe('a text with edits', () => {
  const text = worded('  "It\'s\tgood",  she said -- 𝚏un!\n');

  test('is the text itself without any', () => {
    expect(written(text, new Map())).toBe(text.text);
  });

  test('keeps every byte between words', () => {
    const edits = new Map([
      [4, 'FUN'],
      [1, 'so bad'],
    ]);
    expect(written(text, edits)).toBe('  "It\'s\tso bad",  she said -- FUN!\n');
  });

  test('is what is around a place, with the edits there, and the word', () => {
    const edits = new Map([
      [3, 'says'],
      [0, 'That'],
    ]);
    const { before, after } = around(text, edits, 1);
    expect(`${before}|${after}`).toBe('  "That\t|",  she says -- 𝚏un!\n');
  });

  test('loses one space with a word: the one after the first, else the one before', () => {
    expect(without(worded('one two three'), 0)).toBe('two three');
    expect(without(worded('one two three'), 1)).toBe('one three');
    expect(without(worded('one two three.'), 2)).toBe('one two.');
    expect(without(worded('one  two\tthree'), 2)).toBe('one  two\t');
  });
});

test('texts are sorted by code points, as Python sorts them', () => {
  for (const sorted of [
    ['', 'Z', 'a', 'ab', 'é', '\uffee', '𝚏', '𝚏a'],
    ['', 'A', 'a', 'a b', 'ab', '\uffee'],
  ]) {
    const texts = sorted.map((text) => ({ text }));
    expect(inOrder([...texts].reverse())).toEqual(texts);
  }
});

describe('marked texts', () => {
  const differing = (pieces: readonly Piece[]) => pieces.filter(({ differs }) => differs).map(({ text }) => text);
  const whole = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join('');

  test.each([
    ['a fine film', 'a poor film', ['fine'], ['poor']],
    ['a lovely film, really', 'a love ly film, really', ['lovely'], ['love', 'ly']],
    ['The end.', 'The end.', [], []],
    ['', 'new', [], ['new']],
    ['all of it', '', ['all', 'of', 'it'], []],
    ['one two three four', 'zero one two four five', ['three'], ['zero', 'five']],
  ])('%j and %j', (original, adversarial, before, after) => {
    const found = marked(original, adversarial);
    expect(differing(found.original)).toEqual(before);
    expect(differing(found.adversarial)).toEqual(after);
    expect(whole(found.original)).toBe(original);
    expect(whole(found.adversarial)).toBe(adversarial);
  });

  test('of 20,000 words with one more are quick', () => {
    const words = Array.from({ length: 20_000 }, (_, index) => `word${index}`);
    const found = marked(words.join(' '), words.toSpliced(7000, 0, 'more').join(' '));
    expect(differing(found.adversarial)).toEqual(['more']);
  });
});

test('a common sequence is as long as the table of all ends says', () => {
  for (let seed = 0; seed < 300; seed++) {
    const list = (length: number, salt: number) =>
      Array.from({ length }, (_, index) => 'abc'[(((seed + 3) * (index + salt) * 2654435761) % 3) | 0] ?? 'a');
    const a = list(seed % 9, 5);
    const b = list((seed * 7) % 11, 8);
    const matches = commonSequence(a, b);
    expect(matches.length).toBe(longest(a, b));
    for (const [left, right] of matches) expect(a[left]).toBe(b[right]);
    for (const [index, [left, right]] of matches.entries()) {
      const next = matches[index + 1];
      if (next) expect(next[0] < left && next[1] < right).toBe(true);
    }
  }
});

function longest(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  if (a.at(-1) === b.at(-1)) return longest(a.slice(0, -1), b.slice(0, -1)) + 1;
  return Math.max(longest(a.slice(0, -1), b), longest(a, b.slice(0, -1)));
}
