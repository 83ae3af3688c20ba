import type { AttackOptions, LabelledTexts } from '@advtrain/attacks';

/**
 * The budget of an attack on texts that may ask so many queries for each word of a text, and no more than `budget` in all. An attack
 * has one budget for all, so what a text may not use of it counts as spent.
 *
 * @param examples the texts, or pairs of them.
 * @param perWord queries for each word, above 0.
 * @param rows which are attacked.
 * @param budget what no text may go beyond. Default: no limit.
 */
export function queriesPerWord(
  { texts, pairs }: Pick<LabelledTexts, 'texts' | 'pairs'>,
  perWord: number,
  rows: readonly number[],
  { queries = Infinity, units }: NonNullable<AttackOptions['budget']> = {},
): Required<Pick<AttackOptions, 'budget' | 'spent'>> {
  const words = (row: number): number => `${texts[row]!} ${pairs?.[row] ?? ''}`.split(/\s+/).filter(Boolean).length;
  const allowed = (row: number): number => Math.min(queries, words(row) * perWord);
  const most = rows.reduce((largest, row) => Math.max(largest, allowed(row)), 0);
  return {
    budget: { queries: most, ...(units !== undefined && { units }) },
    spent: (row) => ({ queries: most - allowed(row), units: 0 }),
  };
}
