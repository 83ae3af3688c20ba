import type { FailureKind } from './warning.ts';

/** What advice depends on. */
export interface Circumstances {
  /** Whether the method perturbs within a ball, whose sizes can be made smaller. */
  readonly hasBall: boolean;
  /** Of a loss that is no number: whether it is by some of the examples alone. */
  readonly byExamples?: boolean;
}

/** What has been shown to help against a failure (docs/failures.md), in one sentence. */
export function adviceOn(kind: FailureKind, { hasBall, byExamples = false }: Circumstances): string {
  switch (kind) {
    case 'collapse':
    case 'chance-loss':
      return hasBall
        ? 'Begin the ascent later (--attack-from 0.5), or make the radius, step size and start of the method smaller.'
        : 'Lower --learning-rate tenfold, or raise it where it is below 1e-5.';
    case 'catastrophic-overfitting':
      return 'Take several smaller moves in place of one (pgd with steps 3), or make the radius smaller.';
    case 'exploding-gradients':
      return 'Lower --learning-rate.';
    case 'not-finite':
      return byExamples
        ? 'Mend these examples, or leave them out.'
        : 'Lower --learning-rate, or the step size of the attack.';
  }
}
