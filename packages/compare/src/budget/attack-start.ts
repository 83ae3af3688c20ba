import type { Schedule } from '@advtrain/core';
import type { TrainingSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** Which settings say when methods begin. */
export type AttackStart = Pick<TrainingSettings, 'attackFrom' | 'attackRise'>;

/**
 * Refuses an ascent that would not have risen when training ends, in a {@link UsageError}.
 *
 * @param start when the ascent begins, and how long it rises, in shares of all steps. Default: it is at full height at once.
 */
export function checkAttackStart({ attackFrom = 0, attackRise = 0 }: AttackStart): void {
  if (attackFrom + attackRise <= 1) return;
  throw new UsageError(
    `attackFrom and attackRise are ${attackFrom} and ${attackRise}, but must together be at most 1: ` +
      `the perturbations would never be as large as the options say.`,
  );
}

/** How many of so many optimizer steps, at least 1, are natural before a method begins; one at least is the method's. */
export function stepsBefore({ attackFrom = 0 }: AttackStart, steps: number): number {
  return Math.min(Math.round(attackFrom * steps), Math.max(0, steps - 1));
}

/**
 * The factor that sizes of perturbations have at a step, where they rise. With R steps of rise the method's k-th, from 1, has
 * k / R: none of them is spent on perturbations of size 0.
 */
export function riseOf({ attackRise = 0 }: AttackStart, begin: number, steps: number): Schedule | undefined {
  const rising = Math.round(attackRise * steps);
  if (rising <= 1) return undefined;
  return (index) => Math.min(1, Math.max(0, index - begin + 1) / rising);
}
