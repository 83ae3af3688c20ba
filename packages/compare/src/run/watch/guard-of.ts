import { rowWatch } from '@advtrain/core';
import type { Lengths, Model } from '@advtrain/core';
import type { Configured, MethodOptions } from '../../methods/configured.ts';
import type { TrainingSettings } from '../../settings.ts';
import type { Task } from '../../task/task.ts';
import type { Plan } from '../plan.ts';
import type { Guard } from './guard.ts';
import { namesOf } from './named/name-example.ts';
import { rhythms } from './rhythm.ts';
import { hasBall } from './smaller.ts';
import { watchedBall } from './watched-ball.ts';

/** A run that is to be guarded. */
export interface GuardedRun {
  readonly method: Configured;
  readonly seed: number;
  readonly model: Model;
  /** How long the task's x are. */
  readonly lengths: Lengths;
  readonly plan: Plan;
  readonly task: Task;
  readonly training: TrainingSettings;
  /** How often the method has a batch repeated. */
  readonly replays: number;
  /** The processes that train together. Default: this one alone. */
  readonly cluster?: Guard['cluster'];
  readonly onWarning: Guard['onWarning'];
}

/** What guards a run: looks in a rhythm that its costs allow, attacks where the method has a ball of some radius. */
export function guardOf(run: GuardedRun): Guard {
  const { method, seed, model, lengths, plan, task, training, replays, cluster, onWarning } = run;
  const { batchSize, accumulate = 1, onFailure = 'warn' } = training;
  const ball = task.attacked && watchedBall(method, plan, { model, lengths });
  return {
    rows: rowWatch(),
    policy: onFailure,
    name: namesOf({ task, batchSize, seed, accumulate, replays }),
    onWarning,
    cluster,
    watching: {
      model,
      kind: task.kind,
      classes: task.info.classes,
      steps: plan.steps,
      rhythms: rhythms({ ...plan, batchSize }),
      ...(ball && { ball }),
      circumstances: {
        hasBall: hasBall(method.options),
        begun: plan.begin / plan.steps,
        rises: plan.rise !== undefined,
        moves: movesOf(method.options),
      },
    },
  };
}

/** How many moves a method takes at most before it steps: the largest of what it repeats. */
function movesOf(options: MethodOptions): number {
  const repeated = ['steps', 'inner', 'outer', 'replays'].map((name) => options[name]);
  return Math.max(1, ...repeated.filter((value) => typeof value === 'number'));
}
