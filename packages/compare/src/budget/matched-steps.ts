import type { Settled } from '../asked.ts';
import { planOf } from '../run/plan.ts';
import { subjectsFor } from '../run/subject.ts';

/**
 * How many steps each control that is matched to the other methods takes, by its name. None where there is an allowance of cost or time,
 * which controls are matched to instead.
 */
export async function matchedSteps({
  task,
  training,
  settings,
  methods,
  allowance,
}: Settled): Promise<ReadonlyMap<string, number>> {
  const steps = new Map<string, number>();
  const matched = allowance && allowance.kind !== 'steps' ? [] : methods.filter(({ entry }) => entry.matched);
  if (matched.length === 0) return steps;
  const model = await task.model(settings.seeds[0]!);
  try {
    const batches = task.train.perEpoch(training.batchSize);
    for (const method of matched) {
      const subject = await subjectsFor(method, { task, training, methods });
      steps.set(
        method.entry.name,
        planOf(method, { training, batches, methods, ...(allowance && { allowance }) }, subject(model)).steps,
      );
    }
    return steps;
  } finally {
    model.dispose();
  }
}
