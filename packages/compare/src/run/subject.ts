import type { Model, Subject } from '@advtrain/core';
import type { Configured } from '../methods/configured.ts';
import { lengthsOf } from '../task/lengths.ts';
import { substitutesFor } from '../task/substitutes.ts';
import type { RunContext } from './run-context.ts';

/**
 * What a method is told of a task and a model of it: all that its plugins and its cost may depend on. A control that is matched to the
 * dearest of the others is told what they are, for their costs.
 */
export async function subjectsFor(
  method: Configured,
  { task, training, methods = [method] }: Pick<RunContext, 'task' | 'training' | 'methods'>,
): Promise<(model: Model) => Subject> {
  const lengths = await lengthsOf(task);
  const asking = method.entry.matched ? methods : [method];
  const found = await Promise.all(asking.map((each) => substitutesFor(each, task)));
  const substitutes = found.find((each) => each !== undefined);
  const { kind } = task;
  const { accumulate = 1 } = training;
  return (model) => ({ kind, model, accumulate, lengths, ...(substitutes && { substitutes }) });
}
