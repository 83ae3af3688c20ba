import { rowWatch } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import type { Configured } from '../../methods/configured.ts';
import type { TrainingSettings } from '../../settings.ts';
import type { Task } from '../../task/task.ts';
import type { Plan } from '../plan.ts';
import type { Guard } from './guard.ts';
import { namesOf } from './name-example.ts';
import { rhythms } from './rhythm.ts';
import { hasBall } from './smaller.ts';

/** A run that is to be guarded. */
export interface GuardedRun {
  readonly method: Configured;
  readonly seed: number;
  readonly model: Model;
  readonly plan: Plan;
  readonly task: Task;
  readonly training: TrainingSettings;
  /** How often the method has a batch repeated. */
  readonly replays: number;
  readonly onWarning: Guard['onWarning'];
}

/** What guards a run: looks in a rhythm that its costs allow, attacks where the method has a ball of some radius. */
export function guardOf({ method, seed, model, plan, task, training, replays, onWarning }: GuardedRun): Guard {
  const { batchSize, accumulate = 1, onFailure = 'warn' } = training;
  const { radius } = method.options;
  const isAttackable = task.attacked !== undefined && typeof radius === 'number' && radius > 0;
  return {
    rows: rowWatch(),
    policy: onFailure,
    name: namesOf({ task, batchSize, seed, accumulate, replays }),
    onWarning,
    watching: {
      model,
      kind: task.kind,
      classes: task.info.classes,
      steps: plan.steps,
      rhythms: rhythms({ ...plan, batchSize }),
      ...(isAttackable ? { radius } : {}),
      circumstances: { hasBall: hasBall(method.options) },
    },
  };
}
