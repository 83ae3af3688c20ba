import type { Fields } from '../fields.ts';
import { unknownOf, vocabularyOf, type Words } from './words.ts';

/** WordPiece (Wu et al. 2016): the longest piece of the vocabulary that a word begins with, and so on behind it. */
export function wordPiece(json: Fields): Words {
  const ids = vocabularyOf(json);
  const unknown = unknownOf(json, ids, '[UNK]');
  const prefix = json.text('continuing_subword_prefix', '##');
  const most = json.count('max_input_chars_per_word', 100);
  const longest = [...ids.keys()].reduce((length, token) => Math.max(length, token.length), 0);

  const encode = (word: string): number[] => {
    const characters = Array.from(word);
    if (characters.length > most) return [unknown];
    const found: number[] = [];
    let rest = word;
    while (rest !== '') {
      const piece = longestPiece(rest, found.length === 0 ? '' : prefix);
      if (piece === undefined) return [unknown];
      found.push(piece.id);
      rest = rest.slice(piece.length);
    }
    return found;
  };
  const longestPiece = (rest: string, before: string): { id: number; length: number } | undefined => {
    for (let length = Math.min(rest.length, longest); length > 0; length--) {
      const id = ids.get(before + rest.slice(0, length));
      if (id !== undefined) return { id, length };
    }
    return undefined;
  };
  return { ids, encode };
}
