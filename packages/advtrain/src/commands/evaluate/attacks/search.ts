import type { Goal } from '@advtrain/attacks';
import { UsageError } from '@advtrain/compare';

/**
 * What attacks on texts search by: `calibrated` is logits at the temperature at which the model is calibrated, `plain` its probabilities, as
 * the attacks are published.
 */
export type Search = 'calibrated' | 'plain';

/** What each of them is to an attack. */
export const goals: Readonly<Record<Search, Goal>> = { calibrated: 'logits', plain: 'probability' };

const choices: Readonly<Record<string, readonly Search[]>> = {
  both: ['calibrated', 'plain'],
  calibrated: ['calibrated'],
  plain: ['plain'],
};

/** What `--search` asks for. Throws a {@link UsageError} for anything else. */
export function searchesOf(search: string): readonly Search[] {
  const chosen = choices[search];
  if (!chosen) throw new UsageError(`--search is ${search}, but must be both, calibrated or plain.`);
  return chosen;
}
