import type { MethodName } from '../methods/method-rules.ts';
import { unitsOf } from '../methods/plugins.ts';
import type { Subject } from '../methods/plugins.ts';
import type { Settings } from '../settings.ts';

/** How much a method trains. */
export interface Plan {
  /** Optimizer steps in all. */
  readonly steps: number;
  /** What they cost by the method's own account, in units. */
  readonly units: number;
}

/**
 * The plan of a method: `steps`, or `epochs` times the batches of an epoch, each a step. FreeAT's replays take the place of other
 * batches, so it sees fewer of them. Cost-matched natural training takes as many steps as the dearest of the other
 * methods of the comparison pays for.
 */
export function planOf(method: MethodName, settings: Settings, batches: number, subject: Subject): Plan {
  const steps = settings.steps ?? settings.epochs * batches;
  const cost = (name: MethodName) => steps * unitsOf(name, settings.options[name], subject);
  if (method !== 'natural-matched') return { steps, units: cost(method) };
  const others = settings.methods.filter((name) => name !== 'natural-matched');
  const dearest = Math.max(cost('natural'), ...others.map(cost));
  const matched = Math.round(dearest / 3);
  return { steps: matched, units: 3 * matched };
}
