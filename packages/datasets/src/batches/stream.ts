import { aNumber, checked, wholeFrom, type RulesOf } from '@advtrain/core';
import { fold, key as keyOf, type Key } from '@advtrain/engine';
import { planBatches, windowSize, type PlanOptions } from './batch-plan.ts';
import { batchRules, keyedBatches, type BatchOptions, type Encoded, type TextBatches } from './text-batches.ts';
import { gather, type Example, type Examples } from '../examples/examples.ts';
import { integers } from '../examples/shuffled.ts';

/** Examples that a stream holds to draw from, unless told otherwise. */
export const streamBuffer = 10_000;

/** Options of {@link streamBatches}. */
export interface StreamOptions extends BatchOptions {
  /**
   * Examples that are held to draw the next one from, in a shuffled order: at least 1. Default {@link streamBuffer}. What comes sorted
   * by class is not mixed beyond it.
   */
  readonly buffer?: number;
  /** Batches that are left out at the beginning, for a run that goes on: they are read, but hardly any text is encoded. Default 0. */
  readonly skip?: number;
}

const rules: RulesOf<StreamOptions> = { ...batchRules, buffer: aNumber, skip: wholeFrom(0) };

/**
 * Batches of examples that come one after the other and are never all in memory: a set of any size. In a shuffled order
 * each is drawn from a buffer; then 50 batches at a time are encoded and batched as {@link textBatches} does, which is what
 * comes: `for await (const some of streamBatches(…)) for (const step of trainer.fit(some)) …`. Questions wait, unless they
 * come as given, for 50 batches of others with as many choices, so that {@link batchesOf} can say how many batches there
 * will be. The order is a function of seed and epoch. Throws one sentence for options and data that do not fit.
 *
 * @param source the examples, in the order that they are read in.
 * @param encode a tokenizer's way from examples to token ids.
 * @param options the batch size, the order, and the size of the buffer.
 */
export async function* streamBatches(
  source: AsyncIterable<Example>,
  encode: (examples: Examples) => readonly Encoded[],
  options: StreamOptions,
): AsyncGenerator<TextBatches, void> {
  const {
    batchSize,
    order = 'shuffled',
    seed = 0,
    epoch = 0,
    buffer = streamBuffer,
    remainder = 'keep',
  } = checked('streamBatches', options, rules);
  let { skip = 0 } = options;
  for (const [name, value] of Object.entries({ batchSize, buffer })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`${name} is ${value}, but must be a whole number of at least 1.`);
    }
  }
  const stream = fold(fold(keyOf(seed), 'stream'), epoch);
  const ordered = order === 'shuffled' ? drawn(source, buffer, stream) : source;
  let window = 0;
  for await (const list of windowsOf(ordered, windowSize * batchSize, order !== 'given')) {
    const key = fold(stream, window++);
    const count = skip > 0 ? planned(list, { batchSize, order, remainder }, key) : Infinity;
    if (count <= skip) {
      skip -= count;
      continue;
    }
    const examples = gather(list, []);
    const batches = keyedBatches(encode(examples), examples.labels, options, key);
    if (batches.count > 0) yield without(skip, batches);
    skip = 0;
  }
}

/**
 * How many batches a pass over such groups of examples has, of which each is of questions with equally many choices.
 *
 * @param groups how many examples each group has.
 * @param batchSize the most examples of a batch.
 */
export function batchesOf(groups: readonly number[], batchSize: number): number {
  return groups.reduce((sum, size) => sum + Math.ceil(size / batchSize), 0);
}

/** How many batches those examples make, which does not depend on their lengths: nothing is encoded for it. */
function planned(list: readonly Example[], options: PlanOptions, key: Key): number {
  const choices = list.map((example) => example.choices?.length ?? 1);
  return planBatches({ lengths: choices.map(() => 0), choices }, options, key).length;
}

/** All batches but the first ones. */
function without(first: number, batches: TextBatches): TextBatches {
  if (first === 0) return batches;
  return {
    count: batches.count - first,
    rows: batches.rows.slice(first),
    *[Symbol.iterator]() {
      let index = 0;
      for (const batch of batches) if (index++ >= first) yield batch;
    },
  };
}

/** What comes, in a random order: each is drawn from a buffer of `size`, and the next takes its place. */
async function* drawn<T>(source: AsyncIterable<T>, size: number, stream: Key): AsyncGenerator<T, void> {
  const below = integers(fold(stream, 'buffer'));
  const held: T[] = [];
  for await (const each of source) {
    if (held.length < size) {
      held.push(each);
      continue;
    }
    const at = below(size);
    yield held[at]!;
    held[at] = each;
  }
  while (held.length > 0) {
    const at = below(held.length);
    yield held[at]!;
    held[at] = held.at(-1)!;
    held.pop();
  }
}

/** What comes, in arrays of `size`, of which the last may be shorter; apart where it has another number of choices. */
async function* windowsOf(
  source: AsyncIterable<Example>,
  size: number,
  apart: boolean,
): AsyncGenerator<Example[], void> {
  const waiting = new Map<number, Example[]>();
  for await (const example of source) {
    const group = apart ? (example.choices?.length ?? 1) : 1;
    const list = waiting.get(group) ?? [];
    waiting.set(group, list);
    if (list.push(example) < size) continue;
    waiting.delete(group);
    yield list;
  }
  yield* waiting.values();
}
