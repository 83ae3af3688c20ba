import type { Batch, Lengths } from '@advtrain/core';
import { measuredAtMost, medianLengths, normsOf } from '@advtrain/evaluate';
import type { Norms } from '@advtrain/evaluate';
import type { Task } from './task.ts';

const batchSize = 32;

const known = new WeakMap<Task, Promise<Lengths>>();

/**
 * How long the task's x are, which lengths such as `5%` are shares of: medians over up to 4,096 training examples at the starting
 * model of seed 0, without padding, to four significant digits; an example whose x is no number is left out, for the step that meets
 * it names it. Measured once a task.
 *
 * @param task the task.
 */
export function lengthsOf(task: Task): Promise<Lengths> {
  const there = known.get(task);
  if (there) return there;
  const measured = measure(task);
  known.set(task, measured);
  // What could not be measured is tried again, and so its error is told again.
  measured.catch(() => known.delete(task));
  return measured;
}

async function measure(task: Task): Promise<Lengths> {
  const model = await task.model(0);
  const count = Math.min(task.train.perEpoch(batchSize), measuredAtMost / batchSize);
  const feed = task.train.feed({ batchSize, seed: 0, used: 0 });
  const batches = feed.batches[Symbol.iterator]();
  const norms: Norms[] = [];
  try {
    for (let taken = 0; taken < count; taken++) {
      await feed.ready();
      const { value } = batches.next() as IteratorResult<Batch, undefined>;
      if (!value) break;
      norms.push(normsOf(model, value));
    }
  } finally {
    batches.return?.();
    await feed.close();
    model.dispose();
  }
  return medianLengths(model, norms);
}
