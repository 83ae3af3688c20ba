import { uncounted } from '@advtrain/core';
import type { Examples } from '../examples/examples.ts';
import type { TokenIds } from './text-batches.ts';

/** Token ids of a sentence in words, with the word of each token, −1 for special ones. */
export interface WordTokens extends TokenIds {
  readonly words: ArrayLike<number>;
}

/** Token ids of a sentence with the tag of each token that has one. */
export interface TaggedTokens extends WordTokens {
  readonly labels: ArrayLike<number>;
}

/**
 * Encodes sentences whose words have tags. The first token of a word has its tag and is what the word is judged by; special tokens and
 * those that go on with a word have none, as the scripts of `transformers` have it. `encodeWords` is a tokenizer's. Throws one sentence
 * where the examples have no tags.
 *
 * @param examples sentences in words, a tag for each.
 * @param encodeWords token ids of a sentence in words.
 */
export function tagTokens(
  { words, tags }: Pick<Examples, 'words' | 'tags'>,
  encodeWords: (words: readonly string[]) => WordTokens,
): TaggedTokens[] {
  if (!words || !tags) throw new Error('The examples have no tags of words: encode them as texts.');
  return words.map((sentence, row) => {
    const encoded = encodeWords(sentence);
    return { ...encoded, labels: firstTokens(encoded).map((word) => (word < 0 ? uncounted : tags[row]![word]!)) };
  });
}

/**
 * For each token the word that it begins, −1 for all others.
 *
 * @param tokens which word each token is of; −1 for special ones.
 */
export function firstTokens({ words }: Pick<WordTokens, 'words'>): number[] {
  return Array.from(words, (word, at) => (at > 0 && words[at - 1] === word ? -1 : word));
}
