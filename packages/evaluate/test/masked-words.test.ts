import { readFileSync } from 'node:fs';
import type { MaskedPlace } from '@advtrain/attacks';
import { engine } from '@advtrain/engine';
import { tokenizer, wordPieceJson } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { maskedWords } from '../src/index.ts';
import type { TokenFiller } from '../src/index.ts';

const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'a',
  'film',
  'good',
  '##ly',
  'great',
  'it',
  "'",
  's',
  '.',
  'dull',
];
const pieces = tokenizer(wordPieceJson(vocabulary.join('\n')));

/** A model that finds a token the likelier the later it comes in the vocabulary, and what it was asked. */
function byOrder(size: number): TokenFiller & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    config: { vocab_size: size },
    params: {},
    logits: ({ values }, places) => {
      const ids = values.arraySync() as number[][];
      const width = ids[0]!.length;
      for (const place of places.arraySync()) {
        const row = ids[Math.floor(place / width)]!;
        const shown = row.map((id, at) => (at === place % width ? `<${id}>` : `${id}`));
        asked.push(shown.filter((token) => token !== '0').join(' '));
      }
      return tf.tidy(() => tf.tile(tf.reshape(tf.range(0, size, 1), [1, size]), [places.shape[0], 1]));
    },
  };
}

const place = (before: string, word: string, after: string, masked = true): MaskedPlace => ({
  before,
  word,
  after,
  masked,
});

beforeAll(() => engine());

describe('a masked language model', () => {
  test('sees the place masked, or its word, and gives the likeliest tokens that are words', async () => {
    const model = byOrder(vocabulary.length + 2);
    const filler = maskedWords(model, pieces, { name: 'by hand', maxLength: 16 });
    const found = await filler.fill([place('a ', 'good', ' film.'), place('a ', 'good', ' film.', false)], 4);
    // Neither pieces of words nor special tokens, nor what the tokenizer has no token for.
    expect(found).toEqual(Array.from({ length: 2 }, () => ['dull', '.', 's', "'"]));
    expect((await filler.fill([place('', 'good', '')], 99))[0]).toEqual([
      'dull',
      '.',
      's',
      "'",
      'it',
      'great',
      'good',
      'film',
      'a',
    ]);
    expect(model.asked.slice(0, 2)).toEqual(['2 5 <4> 6 13 3', '2 5 <7> 6 13 3']);
    filler.dispose();
  });

  test('is asked about a word of several tokens at its first, and not about one that is no token of its own', async () => {
    const model = byOrder(vocabulary.length);
    const filler = maskedWords(model, pieces, { name: 'by hand', maxLength: 16 });
    const asked = [place('a ', 'goodly', ' film', false), place('go', 'od', ' film', false)];
    const found = await filler.fill(asked, 1);
    expect(found).toEqual([['dull'], []]);
    expect(model.asked).toEqual(['2 5 <7> 8 6 3']);
  });

  test('reads of a long text what is around the place, as much as fits', async () => {
    const model = byOrder(vocabulary.length);
    const filler = maskedWords(model, pieces, { name: 'by hand', maxLength: 6 });
    const long = 'a film '.repeat(5);
    await filler.fill(
      [place(long, 'good', ` ${long.trim()}`), place(long, 'good', ''), place('', 'good', ` ${long.trim()}`)],
      1,
    );
    expect(model.asked.sort()).toEqual(['2 5 6 <4> 5 3', '2 6 5 6 <4> 3', '2 <4> 5 6 5 3'].sort());
  });

  test('gives each place its own words, whatever the batches', async () => {
    const texts = ['a ', 'a film ', 'film a film ', '', 'it '];
    const places = texts.map((before) => place(before, 'good', ' film'));
    const words = async (batchSize: number): Promise<unknown> => {
      // What is likely follows from the text's length.
      const model: TokenFiller = {
        ...byOrder(vocabulary.length),
        logits: ({ mask }, at) => {
          const width = mask!.shape[1]!;
          const lengths = tf.gather(tf.sum(mask!, 1), tf.floorDiv(at, tf.scalar(width, 'int32')));
          const ids = tf.reshape(tf.range(0, vocabulary.length, 1), [1, -1]);
          const far = tf.sub<tf.Tensor2D>(ids, tf.add(tf.reshape(lengths, [-1, 1]), 2.2));
          return tf.neg(tf.abs(far));
        },
      };
      return maskedWords(model, pieces, { name: 'by length', maxLength: 16, batchSize }).fill(places, 1);
    };
    expect(await words(1)).toEqual([['good'], ['great'], ['great'], ['film'], ['good']]);
    expect(await words(2)).toEqual(await words(1));
    expect(await words(32)).toEqual(await words(1));
  });

  test('tells words after a space from words at the beginning, where tokens do', async () => {
    const path = new URL('../../models/test/fixtures/bytepair.json', import.meta.url).pathname;
    const bytes = tokenizer(JSON.parse(readFileSync(path, 'utf8')));
    const filler = maskedWords(byOrder(bytes.vocabularySize), bytes, { name: 'bytes', maxLength: 32 });
    const [start, after] = await filler.fill([place('', 'x', ' y'), place('x ', 'x', ' y')], 20);
    for (const word of start!) expect(bytes.encode(word).ids).toHaveLength(3);
    for (const word of after!) expect(bytes.encode(` ${word}`).ids).toHaveLength(3);
    expect(start).not.toEqual(after);
  });

  test('needs a token that masks', () => {
    const { maskId: _, ...without } = pieces;
    expect(() => maskedWords(byOrder(15), without, { name: 'by hand', maxLength: 16 })).toThrow(
      'by hand has no token that masks a word, so it cannot be asked for words.',
    );
  });
});
