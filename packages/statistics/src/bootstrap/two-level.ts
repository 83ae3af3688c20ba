import { checkCount, checkValues } from '../numbers/checked.ts';
import { random } from '../random/random.ts';
import type { Random } from '../random/random.ts';
import { bootstrapOptions, percentileOf } from './interval.ts';
import type { BootstrapOptions, Interval } from './interval.ts';

/** How a table is resampled. */
export interface TwoLevelOptions extends BootstrapOptions {
  /**
   * How many columns each of several test sets has, which lie one after the other: the examples of each are drawn among themselves, and
   * the interval is of the mean of the sets' means, each counting alike. Default: one set.
   */
  readonly sets?: readonly number[];
}

/**
 * The percentile interval of the mean of a table of seeds × test examples, with both drawn anew in every resample: what other
 * seeds **and** other examples would give, all sources of variance together as Bouthillier et al. ask (*Accounting for Variance in
 * Machine Learning Benchmarks*, 2021). `table[s][e]` is what seed s measured on example e: for a comparison the difference of two
 * models' right answers, −1, 0 or 1. Every seed has the same examples, so both are drawn across the whole table (the pigeonhole
 * bootstrap, Owen 2007), which errs on the wide side.
 *
 * With one seed only the examples vary, and with one example only the seeds. Throws where a table has neither two seeds nor
 * two examples, where its rows differ in length or the sets do not have as many columns, or where a value is no number.
 *
 * @param table a row a seed, a column an example.
 * @param options which sets there are, how often is drawn, what the draws follow from, and the confidence.
 */
export function twoLevelInterval(table: readonly ArrayLike<number>[], options: TwoLevelOptions = {}): Interval {
  const { confidence, resamples, seed } = bootstrapOptions(options);
  check(table);
  const examples = table[0]!.length;
  const { sets = [examples] } = options;
  checkSets(sets, examples);
  const draws = random(seed);
  const all = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    const ofSeeds = weights(table.length, draws);
    const ofExamples = sets.map((size) => weights(size, draws));
    let sum = 0;
    for (let s = 0; s < table.length; s++) {
      if (ofSeeds[s]! > 0) sum += ofSeeds[s]! * meanOfMeans(table[s]!, ofExamples);
    }
    all[i] = sum / table.length;
  }
  return percentileOf(all.sort(), confidence);
}

function check(table: readonly ArrayLike<number>[]): void {
  const [first] = table;
  if (!first || table.length * first.length < 2) {
    throw new Error('The table has fewer than two values, which say nothing of how others would differ: measure more.');
  }
  table.forEach((row, place) => {
    checkValues(`row ${place + 1} of the table`, row, 1, 'a seed without examples measured nothing');
    if (row.length !== first.length) {
      throw new Error(
        `Row ${place + 1} of the table has ${row.length} examples and the first ${first.length}: ` +
          `measure every seed on the same examples.`,
      );
    }
  });
}

function checkSets(sets: readonly number[], examples: number): void {
  for (const size of sets) checkCount('a number of sets', size, 1);
  const sum = sets.reduce((all, size) => all + size, 0);
  if (sum !== examples)
    throw new Error(`The sets have ${sum} examples together, but the table has ${examples} columns.`);
}

/** How often each of so many things is drawn in as many draws. */
function weights(count: number, draws: Random): Uint16Array {
  const times = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const drawn = draws.below(count);
    times[drawn] = times[drawn]! + 1;
  }
  return times;
}

/** The mean of the sets' means, whose examples lie one set after the other in a row and count as often as they were drawn. */
function meanOfMeans(row: ArrayLike<number>, times: readonly Uint16Array[]): number {
  let at = 0;
  let means = 0;
  for (const set of times) {
    let sum = 0;
    for (let e = 0; e < set.length; e++) sum += set[e]! * row[at + e]!;
    means += sum / set.length;
    at += set.length;
  }
  return means / times.length;
}
