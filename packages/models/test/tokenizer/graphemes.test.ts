import { expect, test } from 'vitest';
import { graphemes } from '../../src/tokenizer/text/graphemes.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What joins to its neighbours in one way or another, and what does not. */
const pieces = [
  ...['a', 'Z', ' ', '中', 'が', '\r\n', '\r', '\n', '\0', '👩‍👩‍👧', '👍🏽', '❤️', '‍', '️', '🇩', '🇪', '🇫'],
  ...[
    'é',
    '́',
    '̈',
    '가',
    'ᄀ',
    'ᅡ',
    'ᆨ',
    'กำ',
    'ำ',
    'ที่',
    'क्षि',
    'क',
    '्',
    'षि',
    '؀',
    '১',
    '\u{1f3fb}',
    '\ud83d',
    '\udc69',
  ],
];

/** Numbers from 0 below 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('graphemes found in windows are those of the whole text, whatever joins at the edges', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const draw = random(seed);
    // Few kinds of pieces make long runs of one.
    const kinds = Array.from({ length: 1 + Math.floor(draw() * 6) }, () => pieces[Math.floor(draw() * pieces.length)]!);
    const text = Array.from({ length: 1500 }, () => kinds[Math.floor(draw() * kinds.length)]).join('');
    const whole = Array.from(segmenter.segment(text), ({ segment }) => segment);
    expect(graphemes(text), `${seed}: ${kinds.join('|')}`).toEqual(whole);
  }
});

test.each([
  ['中', 80_000],
  ['👩‍👩‍👧', 80_000],
])('graphemes of a text of %s, %i of them, are found at once', (grapheme, count) => {
  const start = performance.now();
  expect(graphemes(grapheme.repeat(count)).length).toBe(count);
  expect(performance.now() - start).toBeLessThan(5000);
});

test('a letter with 60,000 accents is one grapheme', () => {
  expect(graphemes(`e${'́'.repeat(60_000)}f`).map(({ length }) => length)).toEqual([60_001, 1]);
});
