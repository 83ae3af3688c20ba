import { atLeast, wholeNumber } from '@advtrain/core';
import { namedWith } from '../../attack/named.ts';
import { recoverCase } from '../text/case.ts';
import type { WordRule } from './candidates.ts';

/** Words that mean much the same as a word. */
export interface Neighbours {
  /** As an attack's name has it. */
  readonly name: string;
  /** How many words have any. */
  readonly size: number;
  /**
   * Those of a word in small letters, the nearest first; none where the word is not known.
   *
   * @param word in small letters.
   */
  of(word: string): readonly string[];
}

/**
 * Neighbours from a table, as a file `{ "movie": ["film", …], … }` has it: the nearest first. Throws one sentence where it is not
 * lists of words by words.
 *
 * @param table parsed JSON.
 * @param name what an attack's name has for it.
 */
export function neighboursOf(table: unknown, name = 'neighbours'): Neighbours {
  if (typeof table !== 'object' || table === null || Array.isArray(table))
    throw new Error(`${name} must be an object of lists of words by words: { "movie": ["film"] }.`);
  const lists = new Map<string, readonly string[]>();
  for (const [word, list] of Object.entries(table)) {
    if (!Array.isArray(list) || !list.every((each) => typeof each === 'string'))
      throw new Error(`${name} has ${JSON.stringify(list)} for "${word}", but must have a list of words.`);
    if (list.length > 0) lists.set(word, list);
  }
  return { name, size: lists.size, of: (word) => lists.get(word) ?? [] };
}

/** Which of a word's nearest words are its neighbours. */
export interface NearestOptions {
  /** At most so many. Default 8. */
  readonly most?: number;
  /** The cosine that two words' vectors must have at least, from −1 to 1. Default 0.5 (Jin et al., 2020). */
  readonly cosine?: number;
  /** As an attack's name has it, with what of these is not the default. Default `nearest words`. */
  readonly name?: string;
}

const usual = { most: 8, cosine: 0.5 };

/**
 * The nearest words of each by their vectors, from the lines of a text file: a word and its numbers, split by spaces; a first line of
 * two numbers, as word2vec writes it, is passed over. A word's neighbours are looked for when they are first asked for. Throws one
 * sentence where a line has another number of numbers than the one before.
 *
 * @param lines a word each.
 * @param options how many and how near they are, and what they are called.
 */
export async function nearestNeighbours(
  lines: Iterable<string> | AsyncIterable<string>,
  { most = usual.most, cosine = usual.cosine, name = 'nearest words' }: NearestOptions = {},
): Promise<Neighbours> {
  wholeNumber('most', most, 1);
  atLeast('cosine', cosine, -1);
  const words: string[] = [];
  const vectors: Float32Array[] = [];
  let line = 0;
  for await (const text of lines) {
    line++;
    const [word = '', ...numbers] = text.trimEnd().split(' ');
    if (word === '' || (line === 1 && numbers.length === 1)) continue;
    const vector = unitVector(numbers.map(Number));
    if (!vector.every(Number.isFinite) || vector.length !== (vectors[0]?.length ?? vector.length) || numbers.length < 2)
      throw new Error(`${name}: line ${line} is not a word and ${vectors[0]?.length ?? 'several'} numbers.`);
    words.push(word);
    vectors.push(vector);
  }
  const index = new Map(words.map((word, place) => [word, place]));
  const found = new Map<string, readonly string[]>();
  return {
    name: namedWith(name, { most: [most, usual.most], cosine: [cosine, usual.cosine] }),
    size: words.length,
    of(word) {
      const place = index.get(word);
      if (place === undefined) return [];
      const known = found.get(word) ?? nearest(place, vectors, most, cosine).map((each) => words[each]!);
      found.set(word, known);
      return known;
    },
  };
}

function unitVector(numbers: readonly number[]): Float32Array {
  const length = Math.hypot(...numbers);
  return Float32Array.from(numbers, (number) => (length > 0 ? number / length : number));
}

function nearest(place: number, vectors: readonly Float32Array[], most: number, cosine: number): readonly number[] {
  const own = vectors[place]!;
  const near: { readonly other: number; readonly product: number }[] = [];
  vectors.forEach((vector, other) => {
    let product = 0;
    for (let i = 0; i < own.length; i++) product += own[i]! * vector[i]!;
    if (other !== place && product >= cosine) near.push({ other, product });
  });
  near.sort((a, b) => b.product - a.product || a.other - b.other);
  return near.slice(0, most).map(({ other }) => other);
}

/** The first `most` neighbours of a word, in its case. */
export function neighbouring(neighbours: Neighbours, most = Infinity): WordRule {
  return (word) =>
    neighbours
      .of(word.toLowerCase())
      .slice(0, most)
      .map((each) => recoverCase(each, word));
}

/** Throws one sentence where there are no neighbours at all. */
export function requireNeighbours(attack: string, neighbours: Neighbours | undefined): Neighbours {
  if (neighbours && neighbours.size > 0) return neighbours;
  throw new Error(
    `${attack} needs neighbours of words, but has none: give a file of them or of counter-fitted vectors, or use DeepWordBug, which needs no words.`,
  );
}
