import type { TextParts } from '@advtrain/attacks';
import type { Examples } from '@advtrain/datasets';

/**
 * Texts, or pairs of them, as a tokenizer takes them. Throws one sentence where some are pairs and others are not.
 *
 * @param texts all texts, or all pairs of texts.
 */
export function asExamples(texts: readonly TextParts[]): Pick<Examples, 'texts' | 'pairs'> {
  const pairs = texts.flatMap(([, pair]) => (pair === undefined ? [] : [pair]));
  if (pairs.length > 0 && pairs.length < texts.length)
    throw new Error(`Of ${texts.length} texts ${pairs.length} are pairs: encode those and the others apart.`);
  return { texts: texts.map(([text]) => text), ...(pairs.length > 0 && { pairs }) };
}
