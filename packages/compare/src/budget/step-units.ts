import type { Configured } from '../methods/configured.ts';
import { planOf } from '../run/plan.ts';
import { subjectsFor } from '../run/subject.ts';
import type { TrainingSettings } from '../settings.ts';
import type { Task } from '../task/task.ts';

/**
 * What a step of each method costs by its own account once it has begun, in units.
 *
 * @param methods those that take part.
 * @param context the task, the training, and the seed of the model (default 1).
 */
export async function stepUnits(
  methods: readonly Configured[],
  { task, training, seed = 1 }: { readonly task: Task; readonly training: TrainingSettings; readonly seed?: number },
): Promise<readonly number[]> {
  const model = await task.model(seed);
  try {
    const batches = task.train.perEpoch(training.batchSize);
    const units: number[] = [];
    for (const method of methods) {
      const subjectOf = await subjectsFor(method, { task, training, methods });
      units.push(planOf(method, { training, batches, methods }, subjectOf(model)).unitsPerStep);
    }
    return units;
  } finally {
    model.dispose();
  }
}
