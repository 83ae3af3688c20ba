import type { Examples } from '../examples/examples.ts';
import { sameTexts } from './same-text.ts';

/** Texts that examples have more than once. */
export interface Duplicates {
  /** The rows whose text an earlier row has, ascending. */
  readonly repeated: readonly number[];
  /** Rows that have one text and not all one label, a list for each such text, by their first rows. */
  readonly conflicting: readonly (readonly number[])[];
}

/**
 * Finds texts (of pairs, pairs of texts) that occur more than once, without regard to case, spaces and forms of characters.
 *
 * @param examples texts with their labels.
 */
export function duplicates(examples: Pick<Examples, 'texts' | 'pairs' | 'labels'>): Duplicates {
  const rowsOf = new Map<string, number[]>();
  for (const [row, text] of sameTexts(examples).entries()) rowsOf.set(text, [...(rowsOf.get(text) ?? []), row]);
  const groups = [...rowsOf.values()].filter(({ length }) => length > 1);
  return {
    repeated: groups.flatMap((rows) => rows.slice(1)).sort((a, b) => a - b),
    conflicting: groups.filter((rows) => new Set(rows.map((row) => examples.labels[row])).size > 1),
  };
}

/**
 * The rows of examples whose texts others have too, as {@link duplicates} compares them, ascending.
 *
 * @param examples those whose rows are named.
 * @param others those that are looked for.
 */
export function sharedRows(
  examples: Pick<Examples, 'texts' | 'pairs'>,
  others: Pick<Examples, 'texts' | 'pairs'>,
): readonly number[] {
  const known = new Set(sameTexts(others));
  return [...sameTexts(examples).entries()].flatMap(([row, text]) => (known.has(text) ? [row] : []));
}
