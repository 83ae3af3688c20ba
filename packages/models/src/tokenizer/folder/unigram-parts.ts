import type { Fields, Json } from '../fields.ts';
import { isUnset, typeIn } from './made.ts';

/** Whether the model is a unigram one with that unknown token, and nothing that classes do not make. */
export function isUnigram(given: Fields, unknown: number): boolean {
  const model = given.part('model');
  return (
    model.text('type', 'Unigram') === 'Unigram' &&
    model.count('unk_id', 0) === unknown &&
    isUnset(model, 'byte_fallback')
  );
}

/** The pieces, in the order of their ids. */
export function vocabularyOf(given: Fields): unknown[] {
  const { vocab } = given.part('model').values;
  return Array.isArray(vocab) ? vocab.map((each: unknown) => (Array.isArray(each) ? (each[0] as unknown) : each)) : [];
}

/** A text, of which the second has segment 1 or, as 'B:0', 0; or a special token with its segment. */
export type Piece = 'A' | 'B' | 'B:0' | readonly [token: string, type: number];

/** A post-processor of pieces. */
export function templateOf(given: Fields, single: readonly Piece[], pair: readonly Piece[]): Json {
  const vocabulary = vocabularyOf(given);
  const tokens = [...single, ...pair].flatMap((piece) => (typeof piece === 'string' ? [] : [piece[0]]));
  const shown = (piece: Piece): object => {
    if (typeof piece !== 'string') return { SpecialToken: { id: piece[0], type_id: piece[1] } };
    return { Sequence: { id: piece.charAt(0), type_id: piece === 'B' ? 1 : 0 } };
  };
  return {
    type: 'TemplateProcessing',
    single: single.map(shown),
    pair: pair.map(shown),
    special_tokens: Object.fromEntries(
      tokens.map((token) => [token, { id: token, ids: [vocabulary.indexOf(token)], tokens: [token] }]),
    ),
  };
}

/** The parts of a sequence; none of what is no sequence. */
export function labelsIn(given: Fields, name: string, list: string): string[] {
  return typeIn(given, name) === 'Sequence' ? given.part(name).parts(list).map(labelOf) : [];
}

/** {@link labelsIn}, as one text. */
export function labels(given: Fields, name: string, list: string): string {
  return labelsIn(given, name, list).join();
}

/** A part of a sequence with what sets it apart from others of its type. */
function labelOf(part: Fields): string {
  const type = part.text('type');
  if (type === 'Metaspace')
    return `${type}:${part.text('prepend_scheme', 'always')}${part.text('replacement') === '▁' && part.flag('split', true) ? '' : '?'}`;
  if (type !== 'Replace') return type;
  const pattern = part.part('pattern');
  const text = pattern.has('String') ? pattern.text('String') : pattern.text('Regex');
  return `${type}:${text}${part.text('content') === (text.startsWith(' ') ? ' ' : '"') ? '' : '?'}`;
}
