import type { Batch, Lengths } from '@advtrain/core';
import { normsOf } from '@advtrain/evaluate';
import { quantile } from '@advtrain/statistics';
import { rounded } from '../format.ts';
import type { Task } from './task.ts';

/** How many training examples are measured at most: of a set the first in a shuffled order, which is always the same. */
const most = 4096;
const batchSize = 32;

const known = new WeakMap<Task, Promise<Lengths>>();

/**
 * How long the task's x are, which lengths such as `5%` are shares of: medians over up to 4,096 training examples at the starting
 * model of seed 0, without padding, to four significant digits; an example whose x is no number is left out, for the step that meets
 * it names it. Measured once a task.
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
  const count = Math.min(task.train.perEpoch(batchSize), most / batchSize);
  const feed = task.train.feed({ batchSize, seed: 0, used: 0 });
  const batches = feed.batches[Symbol.iterator]();
  const examples: number[] = [];
  const tokens: number[] = [];
  let width = 1;
  try {
    for (let taken = 0; taken < count; taken++) {
      await feed.ready();
      const { value } = batches.next() as IteratorResult<Batch, undefined>;
      if (!value) break;
      const norms = normsOf(model, value);
      examples.push(...norms.examples);
      tokens.push(...norms.tokens);
      width = norms.width;
    }
  } finally {
    batches.return?.();
    await feed.close();
    model.dispose();
  }
  if (examples.length === 0) {
    throw new Error('No training example has an x of finite numbers, which sizes are shares of: look at the weights.');
  }
  // What backends compute beyond four digits differs, and nobody needs it.
  const token = rounded(quantile(tokens, 0.5));
  const { domain } = model;
  return {
    example: rounded(quantile(examples, 0.5)),
    token,
    entry: domain ? domain[1] - domain[0] : rounded(token / Math.sqrt(width)),
  };
}
