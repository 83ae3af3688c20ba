import type { FailureKind } from './warning.ts';

/** What advice depends on. */
export interface Circumstances {
  /** Whether the method perturbs within a ball, whose sizes can be made smaller. */
  readonly hasBall: boolean;
  /** What share of the steps is over when the ascent begins. Default 0. */
  readonly begun?: number;
  /** Whether ε, α and s rise from there on. Default false. */
  readonly rises?: boolean;
  /** How many moves the method takes before it steps. Default 1. */
  readonly moves?: number;
  /** Of a loss that is no number: whether it is by some of the examples alone. */
  readonly byExamples?: boolean;
}

/** From here on an ascent begins late: half of the steps, rounded to whole ones. */
const late = 0.45;

/** What has been shown to help against a failure (docs/failures.md), in one sentence. */
export function adviceOn(
  kind: FailureKind,
  { hasBall, begun = 0, rises = false, moves = 1, byExamples = false }: Circumstances,
): string {
  switch (kind) {
    case 'collapse':
    case 'chance-loss':
      if (!hasBall) return 'Lower --learning-rate tenfold, or raise it where it is below 1e-5.';
      return begun < late
        ? `Begin the ascent later (--attack-from 0.5), ${rises ? '' : 'let it rise (--attack-rise 0.3), '}or make the radius, step size and start of the method smaller.`
        : 'Make the radius, step size and start of the method smaller: the ascent begins late already.';
    case 'catastrophic-overfitting':
      return moves > 1
        ? 'Make the radius smaller.'
        : 'Take several smaller moves in place of one (pgd with steps 3), or make the radius smaller.';
    case 'exploding-gradients':
      return 'Lower --learning-rate.';
    case 'not-finite':
      return byExamples ? 'Mend these examples, or leave them out.' : 'Lower --learning-rate.';
  }
}
