import type { Subject } from '@advtrain/core';
import type { Configured } from '../methods/configured.ts';
import type { TrainingSettings } from '../settings.ts';

/** How much a method trains. */
export interface Plan {
  /** Optimizer steps in all. */
  readonly steps: number;
  /** What one of them costs by the method's own account, in units. */
  readonly unitsPerStep: number;
}

/** What a plan depends on beside the method. */
export interface Budget {
  readonly training: Pick<TrainingSettings, 'epochs' | 'steps' | 'accumulate'>;
  /** Batches of an epoch. */
  readonly batches: number;
  /** All methods of the comparison: the dearest says how long a matched control trains. */
  readonly methods: readonly Configured[];
}

/**
 * The plan of a method: `steps`, or `epochs` times the batches of an epoch, of which `accumulate` make a step. FreeAT's
 * replays take the place of other batches, so it sees fewer of them. A matched control takes as many steps as the dearest of
 * the other methods of the comparison pays for, and no fewer than they take.
 */
export function planOf(method: Configured, { training, batches, methods }: Budget, subject: Subject): Plan {
  const { epochs, accumulate = 1 } = training;
  const steps = training.steps ?? Math.ceil((epochs * batches) / accumulate);
  const perStep = ({ entry, options }: Configured) => accumulate * entry.units(options, subject);
  const unitsPerStep = perStep(method);
  if (!method.entry.matched) return { steps, unitsPerStep };
  const others = methods.filter(({ entry }) => !entry.matched);
  const dearest = Math.max(unitsPerStep, ...others.map(perStep));
  return { steps: Math.round((steps * dearest) / unitsPerStep), unitsPerStep };
}
