import { wholeNumber, type Substitutes } from '@advtrain/core';
import type { Neighbours } from '../candidates/neighbours.ts';
import { recoverCase } from '../text/case.ts';
import { stopWords } from '../text/stop-words.ts';
import { isOneWord } from '../text/words.ts';

/** What is asked of a tokenizer: those of `@advtrain/models` answer. */
export interface Vocabulary {
  /** How many ids there are. */
  readonly vocabularySize: number;
  /**
   * Ids of a text, special ones among them.
   *
   * @param text one text.
   */
  encode(text: string): { readonly ids: ArrayLike<number> };
  /**
   * The text of ids, without special ones.
   *
   * @param ids token ids, from 0 on.
   */
  decode(ids: ArrayLike<number>): string;
}

/**
 * Which tokens may stand in a token's place, by the neighbours of words: a token that is a word has those of its first `most` neighbours
 * (default 8) that are a token each, in its case. Words of several pieces have none and are none, nor are stop words replaced, as no
 * attack on words does. Throws one sentence where the vocabulary has no word at all.
 *
 * @param neighbours the candidates of each word.
 * @param vocabulary the tokenizer's tokens.
 * @param most neighbours of a word that are looked at, at least 1.
 */
export function substitutesOf(neighbours: Neighbours, vocabulary: Vocabulary, most = 8): Substitutes {
  wholeNumber('most', most, 1);
  const after = textsAfterWord(vocabulary);
  const idOf = new Map<string, number>();
  after.forEach((text, id) => {
    const word = text.slice(1);
    if (text.startsWith(' ') && isWhole(word) && !idOf.has(word)) idOf.set(word, id);
  });
  const ids = new Int32Array(after.length * most).fill(-1);
  for (const [word, id] of idOf) {
    if (stopWords.has(word.toLowerCase())) continue;
    const near = neighbours.of(word.toLowerCase()).slice(0, most);
    const others = new Set(near.map((each) => idOf.get(recoverCase(each, word))));
    others.delete(undefined);
    others.delete(id);
    ids.set([...others] as number[], id * most);
  }
  return { ids, most, continues: Uint8Array.from(after, (text) => Number(/^[\p{L}\p{N}_]/u.test(text))) };
}

/** What each token adds to a text that ends in a word: with a space before it, it is another word; with none, that word goes on. */
function textsAfterWord(vocabulary: Vocabulary): readonly string[] {
  const { vocabularySize } = vocabulary;
  const all = Array.from({ length: vocabularySize }, (_, id) => id);
  const word = all.find((id) => isKnown(vocabulary, id));
  if (word === undefined) throw new Error('The vocabulary has no word that is one token: give its own tokenizer.');
  const { length } = vocabulary.decode([word]);
  return all.map((id) => vocabulary.decode([word, id]).slice(length));
}

/** Whether a token is a word of letters that its text is encoded as. */
function isKnown(vocabulary: Vocabulary, id: number): boolean {
  const text = vocabulary.decode([id]);
  return /^\p{L}{2,}$/u.test(text) && Array.from(vocabulary.encode(text).ids).includes(id);
}

/** Whether all of a text is one word. */
function isWhole(text: string): boolean {
  return /^[\p{L}\p{N}]/u.test(text) && !/\s/.test(text) && isOneWord(text);
}
