import { begunAt } from '@advtrain/core';
import { count, duration } from '../format.ts';
import { planOf } from '../run/plan.ts';
import type { Budget } from '../run/plan.ts';
import type { RunContext } from '../run/run-context.ts';
import { subjectsFor } from '../run/subject.ts';
import { trainingOptions } from '../run/training-options.ts';
import type { Underway } from '../run/training-options.ts';
import { lengthsOf } from '../task/lengths.ts';
import type { Pace } from './pace.ts';
import { paceOf } from './trial.ts';

/** How fast a method is, by a trial with a model of its own. */
export async function timed(
  { method, seed, pause, seconds }: Pick<Underway, 'method' | 'seed' | 'pause'> & { readonly seconds: number },
  budget: Budget,
  context: RunContext,
): Promise<Pace> {
  const { entry, options } = method;
  const { task, training } = context;
  const lengths = await lengthsOf(task);
  const subjectOf = await subjectsFor(method, context);
  const later = entry.attacks !== false && (training.attackFrom ?? 0) > 0;
  return paceOf({
    path: context.trial ?? `${context.checkpoint}.trial.json`,
    seconds,
    later,
    note: (text) => context.on?.({ kind: 'note', text }),
    model: () => task.model(seed),
    plugins: (model, begun) => begunAt(begun ? 0 : Number.MAX_SAFE_INTEGER, entry.plugins(options, subjectOf(model))),
    options: (model, plugins) => {
      const { allowance: _, ...epochs } = budget;
      const plan = planOf(method, epochs, subjectOf(model));
      // A trial is thrown away: nobody is told of it, and none of its states is kept.
      const { witness: _witness, ...unseen } = context;
      const quiet = { ...unseen, on: () => undefined };
      const before = { all: [], lines: 0 };
      return trainingOptions({ method, seed, model, lengths, plan, plugins, pause, before }, quiet);
    },
  });
}

/** Says what a trial estimates. */
export function trialNote(run: string, { trial }: Pace, steps: number, seconds: number): string {
  return (
    `${run}: by a trial of ${duration(trial)}, ${count(steps)} steps fit into ${duration(seconds)}; the learning rate falls ` +
    `with them.`
  );
}

/** Says that the time was over before the steps that a trial had estimated; `undefined` where it was not. */
export function overNote(run: string, steps: number, planned: number, seconds: number): string | undefined {
  if (steps >= planned) return undefined;
  return (
    `${run}: ${duration(seconds)} were over after ${count(steps)} of the ${count(planned)} steps that its trial had ` +
    `estimated, so its learning rate did not fall to the end.`
  );
}
