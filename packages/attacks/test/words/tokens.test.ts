import { probe } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { centralDifferences, onBackends, tinySubstitutes, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { neighboursOf, substitutesOf, tokenCandidates, towards, type Vocabulary } from '../../src/index.ts';

/** A vocabulary of pieces: what goes on with a word begins with `mark`, or what begins one does. */
function vocabulary(pieces: readonly string[], mark: { readonly on?: string; readonly begin?: string }): Vocabulary {
  const textOf = (piece: string, first: boolean): string => {
    if (piece === '[S]') return '';
    if (mark.on !== undefined && piece.startsWith(mark.on)) return first ? piece : piece.slice(mark.on.length);
    if (mark.on !== undefined) return first || /^\W/.test(piece) ? piece : ` ${piece}`;
    return piece.replace(mark.begin!, ' ');
  };
  return {
    vocabularySize: pieces.length,
    encode: (text) => ({ ids: [0, pieces.indexOf(text), 0] }),
    decode: (ids) => Array.from(ids, (id, place) => textOf(pieces[id]!, place === 0)).join(''),
  };
}

const near = neighboursOf({
  film: ['movie', 'motion picture', 'show', 'movies'],
  good: ['fine', 'good'],
  the: ['film'],
  show: ['unheard'],
});

describe('substitutes of tokens', () => {
  const pieces = ['[S]', 'film', 'movie', 'show', '##s', 'good', 'fine', 'the', ',', 'films'];
  const found = substitutesOf(near, vocabulary(pieces, { on: '##' }), 3);
  const of = (piece: string): readonly (string | undefined)[] => {
    const from = pieces.indexOf(piece) * found.most;
    return [...found.ids.slice(from, from + found.most)].filter((id) => id >= 0).map((id) => pieces[id]);
  };

  test('are the neighbours that are one token, the nearest first, and never the word itself', () => {
    expect(of('film')).toEqual(['movie', 'show']);
    expect(of('good')).toEqual(['fine']);
    expect(of('show')).toEqual([]);
  });

  test('are none of stop words, of pieces that go on with a word, of signs and of special tokens', () => {
    for (const piece of ['the', '##s', ',', '[S]']) expect(of(piece)).toEqual([]);
  });

  test('say which tokens go on with a word', () => {
    expect([...found.continues].map((goesOn, id) => (goesOn ? pieces[id] : ''))).toEqual(
      pieces.map((piece) => (piece === '##s' ? '##s' : '')),
    );
  });

  test('keep the case of the word where spaces begin words, and take only what begins one', () => {
    const marked = ['[S]', 'film', '_film', '_Film', '_Movie', '_movie', 'movie'];
    const { ids, continues } = substitutesOf(near, vocabulary(marked, { begin: '_' }), 1);
    expect([...ids]).toEqual([-1, -1, 5, 4, -1, -1, -1]);
    expect([...continues]).toEqual([0, 1, 0, 0, 0, 0, 1]);
  });

  test('are refused in a sentence of a vocabulary without words', () => {
    expect(() => substitutesOf(near, vocabulary(['[S]', ','], { on: '##' }))).toThrow(
      new Error('The vocabulary has no word that is one token: give its own tokenizer.'),
    );
  });
});

onBackends(['native', 'wasm'], () => {
  test('candidates of a batch are looked up, but of padding and of words of several pieces there are none', () => {
    const model = tinyText();
    const ids = [1, 9, 2, 10, 3, 4];
    const inputs = { values: tf.tensor2d([ids], [1, 6], 'int32'), mask: tf.tensor2d([[1, 1, 1, 1, 1, 0]]) };
    const batch = { inputs, labels: tf.tensor1d([0], 'int32') };
    const table = tokenCandidates(tinySubstitutes);
    const found = tf.tidy(() => {
      const { ids: candidates, allowed } = table.of(probe(model, batch, { key: key(1) }));
      return { candidates: candidates.arraySync(), allowed: allowed.arraySync() };
    });
    expect(found).toEqual({
      candidates: [ids.map((id) => [id, ...substitutesFrom(id)])],
      // 1 and 3 are words; 9 has no substitutes, 2 is the beginning of a word, 10 its end, and 4 is padding.
      allowed: [ids.map((id) => [1, ...(id === 1 || id === 3 ? [1, 1] : [0, 0])])],
    });
    table.dispose();
    model.dispose();
    tf.dispose([inputs.values, inputs.mask, batch.labels]);
  });

  test('a step towards candidates has the gradients of its formula, and is exactly 0 where the word has all shares', () => {
    const embedded = Float32Array.from({ length: 2 * 3 * 3 * 2 }, (_, i) => Math.sin(i));
    const shares = Float32Array.from({ length: 2 * 3 * 3 }, (_, i) => 0.2 + 0.1 * Math.cos(i));
    const value = (left: tf.Tensor, right: tf.Tensor): tf.Tensor => tf.sum(tf.square(towards(left, right)));
    const at = (left: Float32Array, right: Float32Array): number =>
      tf.tidy(() => value(tf.tensor(left, [2, 3, 3]), tf.tensor(right, [2, 3, 3, 2])).dataSync()[0]!);
    const [byShares, byPoints] = tf.tidy(() =>
      tf
        .grads(value)([tf.tensor(shares, [2, 3, 3]), tf.tensor(embedded, [2, 3, 3, 2])])
        .map((gradient) => [...gradient.dataSync()]),
    );
    const close = (found: readonly number[], expected: ArrayLike<number>): void => {
      found.forEach((each, entry) => expect(each).toBeCloseTo(expected[entry]!, 2));
    };
    close(
      byShares!,
      centralDifferences((left) => at(left, embedded), shares),
    );
    close(
      byPoints!,
      centralDifferences((right) => at(shares, right), embedded),
    );
    const own = tf.tidy(() => [
      ...towards(tf.tile(tf.tensor3d([[[1, 0, 0]]]), [2, 3, 1]), tf.tensor(embedded, [2, 3, 3, 2])).dataSync(),
    ]);
    expect(own.every((entry) => entry === 0)).toBe(true);
  });
});

/** The two substitutes of a token, or itself in their place. */
function substitutesFrom(token: number): readonly number[] {
  return [...tinySubstitutes.ids.slice(2 * token, 2 * token + 2)].map((id) => (id < 0 ? token : id));
}
