import type { AttackOptions, Cost } from './attack.ts';

/** What an example may still cost: its budget less what it has cost before. `Infinity` where nothing limits it. */
export function room(row: number, { budget = {}, spent }: Pick<AttackOptions, 'budget' | 'spent'>): Cost {
  const before = spent?.(row) ?? { queries: 0, units: 0 };
  return {
    queries: (budget.queries ?? Infinity) - before.queries,
    units: (budget.units ?? Infinity) - before.units,
  };
}
