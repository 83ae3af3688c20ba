import { wholeNumber } from '@advtrain/core';
import type { Lexicon } from './lexicon.ts';

/**
 * A table of neighbours, as {@link neighboursOf} reads it, of every word of some texts that a lexicon has synonyms of: single words in
 * small letters, in the lexicon's order, the word itself left out.
 *
 * @param lexicon where synonyms are looked up.
 * @param texts any texts; their words are taken in small letters.
 * @param most words beside each at most. Default 8.
 */
export function synonymTable(
  lexicon: Lexicon,
  texts: readonly string[],
  most = 8,
): Readonly<Record<string, readonly string[]>> {
  wholeNumber('most', most, 1);
  const words = new Set(texts.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? []));
  const rows = [...words].sort().map((word): [string, readonly string[]] => {
    const others = new Set(lexicon.synonyms(word).map((each) => each.toLowerCase()));
    return [word, [...others].filter((each) => each !== word && !each.includes('_')).slice(0, most)];
  });
  return Object.fromEntries(rows.filter(([, near]) => near.length > 0));
}
