import { answers, highestLoss } from '@advtrain/attacks';
import type { HighestLossOptions } from '@advtrain/attacks';
import { aFunction, checked, finiteAbove, wholeFrom, type Model, type RulesOf } from '@advtrain/core';
import { key, Recordings } from '@advtrain/engine';
import { attackedRows } from './attacked-rows.ts';
import type { ExampleSet } from '../example-set.ts';
import { aPause } from '../option-rules.ts';
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
  /**
   * Told how many examples are done, and of how many. A radius that is looked for is done by as much as there are radii to be tried.
   *
   * @param done how many are done.
   * @param of how many there are in all.
   */
  readonly progress?: (done: number, of: number) => void;
}

/** A model, and the examples as it reads them: the same for all models, in the same order. */
export interface Measurable {
  readonly model: Model;
  readonly set: ExampleSet;
}

/** What all ascents share. */
export type Ascent = Pick<HighestLossOptions, 'key' | 'pause' | 'batchSize' | 'steps' | 'stepSize' | 'tolerance'>;

const rules: RulesOf<LossIncreaseOptions> = {
  steps: wholeFrom(1),
  stepSize: finiteAbove(0),
  tolerance: finiteAbove(0),
  batchSize: wholeFrom(1),
  largest: finiteAbove(0),
  radii: wholeFrom(2),
  examples: wholeFrom(1),
  pause: aPause,
  progress: aFunction('how much is done and of how much'),
};

/** The options of all ascents, checked for the function that was called. */
export function ascentOf(called: string, options: LossIncreaseOptions): Ascent {
  const { largest: _, radii: __, examples: ___, progress: ____, pause, ...ascent } = checked(called, options, rules);
  return { key: key(0), ...ascent, ...(pause && { pause }) };
}

/**
 * Of each example that is drawn, in the order of `attackedRows`, the largest radius at which the model's highest loss is at most ln C for C classes,
 * the smallest there is where none is; null of one that it gets wrong. With {@link largestRises} the measure of {@link lossIncrease}, a model
 * at a time.
 *
 * @param reference the model that says how far is looked, with the examples.
 * @param options how many examples, and the numbers of the ascent.
 */
export async function borneRadii(
  reference: Measurable,
  options: LossIncreaseOptions = {},
): Promise<readonly (number | null)[]> {
  const ascent = ascentOf('borneRadii', options);
  const rows = attackedRows(reference.set.labels, options.examples ?? Infinity);
  const { right, width } = await answers(reference.model, reference.set, { ...ascent, rows });
  const found = await radiiOf(reference, right, { ...options, enough: Math.log(width), ascent });
  return rows.map((row) => found.get(row) ?? null);
}

/**
 * By how much the loss of each of these examples rises at most within its radius; null of one without, or that the model gets wrong.
 *
 * @param model the model that is measured, with the examples as it reads them.
 * @param radii those of {@link borneRadii}, in its order.
 * @param options as for {@link borneRadii}.
 */
export async function largestRises(
  { model, set }: Measurable,
  radii: readonly (number | null)[],
  options: LossIncreaseOptions = {},
): Promise<readonly (number | null)[]> {
  const ascent = ascentOf('largestRises', options);
  const rows = attackedRows(set.labels, options.examples ?? Infinity);
  const borne = new Map(rows.flatMap((row, place) => (radii[place] === null ? [] : [[row, radii[place]!] as const])));
  const { clean, right } = await answers(model, set, { ...ascent, rows: [...borne.keys()] });
  const within = new Map(right.map((row) => [row, borne.get(row)!]));
  const { progress } = options;
  const highest = await highestLoss(model, set, { ...ascent, radii: within, ...(progress && { progress }) });
  return rows.map((row) => (within.has(row) ? highest.get(row)! - clean.get(row)! : null));
}

/** How radii are searched among. */
export interface RadiusSearch extends Pick<LossIncreaseOptions, 'largest' | 'radii' | 'progress'> {
  readonly enough: number;
  readonly ascent: Ascent;
}

/** Of each example the first radius at which the reference's highest loss is at most `enough`; the last where none is. */
export async function radiiOf(
  { model, set }: Measurable,
  rows: readonly number[],
  { largest = 0.2, radii: count = 11, enough, ascent, progress }: RadiusSearch,
): Promise<ReadonlyMap<number, number>> {
  const descending = grid(largest, count);
  const found = new Map<number, number>();
  // What is recorded at one radius serves the others.
  const recordings = new Recordings({ variables: Object.values(model.params), after: 0 });
  try {
    for (const [place, radius] of descending.entries()) {
      const left = rows.filter((row) => !found.has(row));
      if (left.length === 0) break;
      const within = new Map(left.map((row) => [row, radius]));
      const tell = (done: number): void => {
        const tried = (left.length * place + done) / descending.length;
        progress?.(Math.floor(rows.length - left.length + tried), rows.length);
      };
      const highest = await highestLoss(model, set, { ...ascent, recordings, radii: within, enough, progress: tell });
      for (const row of left) {
        if (highest.get(row)! <= enough || radius === descending.at(-1)) found.set(row, radius);
      }
    }
  } finally {
    recordings.dispose();
  }
  return found;
}

/** From the largest down, as the code has them: evenly to a twentieth, and evenly again to a two-thousandth. */
function grid(largest: number, count: number): readonly number[] {
  const even = (from: number, to: number) =>
    Array.from({ length: count }, (_, place) => from + ((to - from) * place) / (count - 1));
  return [...even(largest, largest / 20), ...even((largest / 20) * 0.9, largest / 2000)];
}
