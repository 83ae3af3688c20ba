import { answers, highestLoss } from '@advtrain/attacks';
import { attackedRows } from './attacked-rows.ts';
import { ascentOf, radiiOf } from './borne-radii.ts';
import type { LossIncreaseOptions, Measurable } from './borne-radii.ts';

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
 *
 * @param models by name, the reference first, each with the same examples as it reads them.
 * @param options how many examples, and the numbers of the ascent.
 */
export async function lossIncrease(
  models: Readonly<Record<string, Measurable>>,
  options: LossIncreaseOptions = {},
): Promise<LossIncrease> {
  const shared = ascentOf(options);
  const names = Object.keys(models);
  const [first] = Object.values(models);
  if (!first) throw new Error('There is no model to measure: give at least one.');
  const losses = new Map<string, ReadonlyMap<number, number>>();
  let rows = attackedRows(first.set.labels, options.examples ?? Infinity);
  let classes = 2;
  for (const name of names) {
    const { clean, right, width } = await answers(models[name]!.model, models[name]!.set, { ...shared, rows });
    losses.set(name, clean);
    rows = right;
    classes = width;
  }
  if (rows.length === 0)
    throw new Error('No example is answered rightly by all models: measure more of them, or fewer models.');
  const radii = await radiiOf(first, rows, { ...options, enough: Math.log(classes), ascent: shared });
  const increases: Record<string, readonly number[]> = {};
  for (const name of names) {
    const highest = await highestLoss(models[name]!.model, models[name]!.set, { ...shared, radii });
    increases[name] = rows.map((row) => highest.get(row)! - losses.get(name)!.get(row)!);
  }
  return { rows, radii: rows.map((row) => radii.get(row)!), increases };
}
