import type { Settled } from '../asked.ts';
import { planOf } from '../run/plan.ts';
import { subjectsFor } from '../run/subject.ts';

/** Refuses a budget that does not pay for a step of a method, before anything is trained. */
export async function checkPlans({ task, training, settings, methods, allowance }: Settled): Promise<void> {
  if (allowance?.kind !== 'units' && allowance?.kind !== 'times') return;
  const model = await task.model(settings.seeds[0]!);
  try {
    const batches = task.train.perEpoch(training.batchSize);
    for (const method of methods) {
      const subject = await subjectsFor(method, { task, training, methods });
      planOf(method, { training, batches, methods, allowance }, subject(model));
    }
  } finally {
    model.dispose();
  }
}
