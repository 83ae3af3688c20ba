import type { TextParts } from '@advtrain/attacks';
import type { Examples } from '@advtrain/datasets';

/**
 * Texts, or pairs of them, as a tokenizer takes them.
 *
 * @param texts each a text, or a pair of texts.
 */
export function asExamples(texts: readonly TextParts[]): Pick<Examples, 'texts' | 'pairs'> {
  const pairs = texts.flatMap(([, pair]) => (pair === undefined ? [] : [pair]));
  return { texts: texts.map(([text]) => text), ...(pairs.length > 0 && { pairs }) };
}
