import { key } from '@advtrain/engine';
import { expect, test } from 'vitest';
import { baeLike, bertAttackLike, type MaskedModel, type MaskedPlace, type TextModel } from '../../src/index.ts';

const options = { key: key(1), temperature: 1 };

/** A masked language model that finds the same words likely everywhere, and what it was asked. */
function masked(
  ...words: readonly string[]
): MaskedModel & { readonly places: MaskedPlace[]; readonly most: number[] } {
  const places: MaskedPlace[] = [];
  const most: number[] = [];
  return {
    name: 'a list',
    places,
    most,
    fill: async (asked, limit) => {
      places.push(...asked);
      most.push(limit);
      return asked.map(() => words);
    },
  };
}

/** A model that errs from so many great words on, and what it was asked. */
function bearing(great: number): TextModel & { readonly texts: string[] } {
  const texts: string[] = [];
  return {
    classes: 2,
    texts,
    logits: async (asked) => {
      texts.push(...asked.map(([text]) => text));
      return asked.map(([text]) => [great + 0.5 - text.split('great').length, 0]);
    },
  };
}

test('BAE-like masks a place in the text as it is by then, and tries other words of letters there', async () => {
  const list = masked('great', 'of it', '!', '42', 'dull', 'film');
  const model = bearing(2);
  const one = { texts: ['dull, film.'], labels: [0] };
  const [outcome] = await baeLike(list).run(model, one, options);
  expect(outcome).toMatchObject({ broken: true, size: 2, adversarial: ['great, great.'] });
  expect(list.places).toEqual([
    { before: '', word: 'dull', after: ', film.', masked: true },
    { before: 'great, ', word: 'film', after: '.', masked: true },
  ]);
  expect(list.most).toEqual([100, 100]);
  expect(model.texts.slice(3)).toEqual(['film, film.', 'great, film.', 'great, dull.', 'great, great.']);
});

test('BAE-like tries the 50 likeliest words, among which signs do not count, however many come first', async () => {
  const signs = Array.from({ length: 70 }, () => '!');
  const likely = Array.from({ length: 90 }, (_, index) => `word${index}`);
  // What one may ask of it at once is less than the signs.
  const list = masked(...signs, ...likely);
  const [outcome] = await baeLike(list).run(bearing(9), { texts: ['dull'], labels: [0] }, options);
  expect(outcome!.queries).toBe(1 + 50);
  expect(list.most).toEqual([100, 200]);
});

test('BERT-Attack-like sees the word, tries 8 words, and edits 40 % of the words', async () => {
  const list = masked(...Array.from({ length: 20 }, (_, index) => 'great' + 'abcdefghijklmnopqrst'.charAt(index)));
  const texts = ['one two three four five'];
  const held = await bertAttackLike(list).run(bearing(3), { texts, labels: [0] }, options);
  const broken = await bertAttackLike(list).run(bearing(2), { texts, labels: [0] }, options);
  expect(held[0]).toMatchObject({ broken: false, queries: 5 + 2 * 8 });
  expect(broken[0]).toMatchObject({ broken: true, size: 2 });
  expect(list.places.every((place) => !place.masked)).toBe(true);
  expect(new Set(list.most)).toEqual(new Set([8]));
});

test('a list of words too few is refused', async () => {
  const silent: MaskedModel = { name: 'none', fill: async () => [] };
  await expect(baeLike(silent).run(bearing(1), { texts: ['dull'], labels: [0] }, options)).rejects.toThrow(
    'none gives 0 lists of words for 1 places: it must give each one.',
  );
});
