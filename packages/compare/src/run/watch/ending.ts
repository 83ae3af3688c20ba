import type { Warning } from '../../guards/warning.ts';

/** Why training does not go on. */
export interface Ending {
  /** `diverged` where there is nothing to go on from, `stopped` where it was not to. */
  readonly status: 'diverged' | 'stopped';
  readonly warning: Warning;
}

/** The same in a sentence or two: what was seen, and what helps. */
export function endingText({ warning: { sentence, advice } }: Ending): string {
  return `${sentence} ${advice}`;
}
