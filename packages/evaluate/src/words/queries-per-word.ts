import type { AttackOptions, LabelledTexts } from '@advtrain/attacks';

/**
 * The budget of an attack on texts that may ask so many queries for each word of a text. An attack has one budget for all, so what a
 * text may not use of it counts as spent.
 */
export function queriesPerWord(
  { texts, pairs }: Pick<LabelledTexts, 'texts' | 'pairs'>,
  perWord: number,
  rows: readonly number[],
): Required<Pick<AttackOptions, 'budget' | 'spent'>> {
  const words = (row: number): number => `${texts[row]!} ${pairs?.[row] ?? ''}`.split(/\s+/).filter(Boolean).length;
  const most = Math.max(0, ...rows.map(words)) * perWord;
  return { budget: { queries: most }, spent: (row) => ({ queries: most - words(row) * perWord, units: 0 }) };
}
