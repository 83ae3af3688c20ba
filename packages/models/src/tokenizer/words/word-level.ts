import type { Fields } from '../fields.ts';
import { unknownOf, vocabularyOf, type Words } from './words.ts';

/** A token a word. */
export function wordLevel(json: Fields): Words {
  const ids = vocabularyOf(json);
  const unknown = unknownOf(json, ids, '<unk>');
  return { ids, encode: (word) => [ids.get(word) ?? unknown] };
}
