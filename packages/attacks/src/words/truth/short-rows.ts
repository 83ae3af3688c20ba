import type { LabelledTexts, Part } from '../model/text-model.ts';
import { worded } from '../text/words.ts';

/**
 * Of some rows those whose edited text has so many words at most, as attacks count words: `everyVariant` can try all variants of them.
 *
 * @param examples the texts, or pairs of them.
 * @param rows which are looked at.
 * @param options `part`, the text of a pair that is edited (default `text`), and `maxWords` (default 10).
 */
export function shortRows(
  { texts, pairs }: Pick<LabelledTexts, 'texts' | 'pairs'>,
  rows: readonly number[],
  { part = 'text', maxWords = 10 }: { readonly part?: Part; readonly maxWords?: number } = {},
): readonly number[] {
  const edited = part === 'pair' ? pairs : texts;
  return rows.filter((row) => worded(edited![row]!).spans.length <= maxWords);
}
