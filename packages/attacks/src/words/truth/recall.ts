import type { Outcome } from '../../attack/attack.ts';

/** What recall asks of an outcome. */
export type Fate = Pick<Outcome<unknown>, 'row' | 'right' | 'broken'>;

/** How much of what can be broken an attack breaks. */
export interface AttackRecall {
  /** Texts that the model is right about, and that enumeration breaks. */
  readonly breakable: number;
  /** Those of them that the attack breaks as well. */
  readonly found: number;
  /** found / breakable. Absent where nothing is breakable. */
  readonly share?: number;
}

/**
 * The share of truly breakable texts that an attack finds: robustness that is claimed of a model by an attack of a low recall is
 * the attack's weakness. `truth` are the outcomes of `everyVariant`. Throws one sentence where the attack left out a row.
 *
 * @param outcomes what the attack did, by row; rows that `truth` has not are left aside.
 * @param truth what is truly breakable, by row.
 */
export function attackRecall(outcomes: readonly Fate[], truth: readonly Fate[]): AttackRecall {
  const byRow = new Map(outcomes.map((outcome) => [outcome.row, outcome]));
  let breakable = 0;
  let found = 0;
  for (const { row, right, broken } of truth) {
    if (!right || !broken) continue;
    const outcome = byRow.get(row);
    if (!outcome) throw new Error(`The attack has no outcome of row ${row}: attack the rows that were enumerated.`);
    breakable++;
    if (outcome.broken) found++;
  }
  return { breakable, found, ...(breakable > 0 && { share: found / breakable }) };
}
