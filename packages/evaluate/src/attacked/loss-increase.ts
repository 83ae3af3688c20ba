import { answers, highestLoss } from '@advtrain/attacks';
import type { HighestLossOptions } from '@advtrain/attacks';
import { atLeast, wholeNumber } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import { key, Recordings } from '@advtrain/engine';
import { attackedRows } from './attacked-rows.ts';
import type { ExampleSet } from '../example-set.ts';
import type { Pause } from '../pause.ts';

/** How the largest loss increase is measured. */
export interface LossIncreaseOptions extends Pick<
  HighestLossOptions,
  'steps' | 'stepSize' | 'tolerance' | 'batchSize'
> {
  /** The largest radius that is tried, above 0: the paper's code has 0.2. Default 0.2. */
  readonly largest?: number;
  /** Radii down to a twentieth of it, and as many below that down to a two-thousandth; at least 2. Default 11. */
  readonly radii?: number;
  /** How many examples are drawn, before those that a model gets wrong are left out. Default: all. */
  readonly examples?: number;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
}

/** A model, and the examples as it reads them: the same for all models, in the same order. */
export interface Measurable {
  readonly model: Model;
  readonly set: ExampleSet;
}

/** The largest loss increases of several models on the same examples, in the same balls. */
export interface LossIncrease {
  /** The examples that all models answer rightly, by their rows. */
  readonly rows: readonly number[];
  /** The radius of each: the largest at which the first model's highest loss is at most ln C. */
  readonly radii: readonly number[];
  /** By the names of the models: what the loss of each example rises by at most. */
  readonly increases: Readonly<Record<string, readonly number[]>>;
}

/**
 * The measure of FreeLB's paper (Zhu et al., 2020, Table 5): by how much the loss of an example rises at most within a ball around
 * its embeddings, whose radius is as large as the first model, the reference, bears without guessing. By the protocol of its
 * code, with ln C for C classes where that has ln 2; on the examples that all models answer rightly. Throws one sentence where
 * there are none.
 */
export async function lossIncrease(
  models: Readonly<Record<string, Measurable>>,
  options: LossIncreaseOptions = {},
): Promise<LossIncrease> {
  const { largest = 0.2, radii: count = 11, examples = Infinity, pause, ...ascent } = options;
  atLeast('largest', largest, 0);
  wholeNumber('radii', count, 2);
  const names = Object.keys(models);
  const [first] = Object.values(models);
  if (!first) throw new Error('There is no model to measure: give at least one.');
  const shared = { key: key(0), ...ascent, ...(pause && { pause }) };
  const losses = new Map<string, ReadonlyMap<number, number>>();
  let rows = attackedRows(first.set.labels, examples);
  let classes = 2;
  for (const name of names) {
    const { clean, right, width } = await answers(models[name]!.model, models[name]!.set, { ...shared, rows });
    losses.set(name, clean);
    rows = right;
    classes = width;
  }
  if (rows.length === 0)
    throw new Error('No example is answered rightly by all models: measure more of them, or fewer models.');
  const search = { grid: grid(largest, count), enough: Math.log(classes), shared };
  const radii = await radiiOf(first, rows, search);
  const increases: Record<string, readonly number[]> = {};
  for (const name of names) {
    const highest = await highestLoss(models[name]!.model, models[name]!.set, { ...shared, radii });
    increases[name] = rows.map((row) => highest.get(row)! - losses.get(name)!.get(row)!);
  }
  return { rows, radii: rows.map((row) => radii.get(row)!), increases };
}

/** From the largest down, as the code has them: evenly to a twentieth, and evenly again to a two-thousandth. */
function grid(largest: number, count: number): readonly number[] {
  const even = (from: number, to: number) =>
    Array.from({ length: count }, (_, place) => from + ((to - from) * place) / (count - 1));
  return [...even(largest, largest / 20), ...even((largest / 20) * 0.9, largest / 2000)];
}

interface Search {
  readonly grid: readonly number[];
  readonly enough: number;
  readonly shared: Pick<HighestLossOptions, 'key' | 'pause' | 'batchSize' | 'steps' | 'stepSize' | 'tolerance'>;
}

/** Of each example the first radius at which the reference's highest loss is at most `enough`; the last where none is. */
async function radiiOf(
  { model, set }: Measurable,
  rows: readonly number[],
  { grid: descending, enough, shared }: Search,
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  // What is recorded at one radius serves the others.
  const recordings = new Recordings({ variables: Object.values(model.params), after: 0 });
  try {
    for (const radius of descending) {
      const left = rows.filter((row) => !found.has(row));
      if (left.length === 0) break;
      const within = new Map(left.map((row) => [row, radius]));
      const highest = await highestLoss(model, set, { ...shared, recordings, radii: within, enough });
      for (const row of left) {
        if (highest.get(row)! <= enough || radius === descending.at(-1)) found.set(row, radius);
      }
    }
  } finally {
    recordings.dispose();
  }
  return found;
}
