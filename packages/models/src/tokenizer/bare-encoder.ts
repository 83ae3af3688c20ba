import { sections, type NumberedToken } from './added-tokens.ts';
import type { Fields } from './fields.ts';
import { normalizer } from './text/normalizers.ts';
import { preTokenizer } from './text/pre-tokenizers.ts';

/** Gives the ids of a text without special tokens around it, by the parts of a tokenizer.json. */
export function bareEncoder(
  parts: Fields,
  added: ReadonlyMap<string, NumberedToken>,
  encodeWord: (word: string) => readonly number[],
): (text: string) => readonly number[] {
  const normalizing = parts.optional('normalizer');
  const normalize = normalizing ? normalizer(normalizing) : (text: string): string => text;
  const splitting = parts.optional('pre_tokenizer');
  const split = splitting ? preTokenizer(splitting) : (piece: string): readonly string[] => [piece];
  const divide = sections(added.values(), normalize);
  return (text) => {
    const ids: number[] = [];
    for (const section of divide(text)) {
      if (typeof section === 'number') {
        ids.push(section);
        continue;
      }
      for (const word of split(section)) {
        for (const id of encodeWord(word)) ids.push(id);
      }
    }
    return ids;
  };
}
