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
  readonly increases: ReadonlyMap<string, readonly number[]>;
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
  models: ReadonlyMap<string, Measurable>,
  options: LossIncreaseOptions = {},
): Promise<LossIncrease> {
  const shared = ascentOf('lossIncrease', options);
  // An object would have names that are numbers first, in whatever order they were given.
  const given: unknown = models;
  if (!(given instanceof Map))
    throw new Error(
      'lossIncrease takes the models as a Map by name, the reference first: new Map([[name, { model, set }]]).',
    );
  const [first] = models.values();
  if (!first) throw new Error('There is no model to measure: give at least one.');
  const losses = new Map<string, ReadonlyMap<number, number>>();
  let rows = attackedRows(first.set.labels, options.examples ?? Infinity);
  let classes = 2;
  for (const [name, { model, set }] of models) {
    const { clean, right, width } = await answers(model, set, { ...shared, rows });
    losses.set(name, clean);
    rows = right;
    classes = width;
  }
  if (rows.length === 0)
    throw new Error('No example is answered rightly by all models: measure more of them, or fewer models.');
  const radii = await radiiOf(first, rows, { ...options, enough: Math.log(classes), ascent: shared });
  const increases = new Map<string, readonly number[]>();
  for (const [name, { model, set }] of models) {
    const highest = await highestLoss(model, set, { ...shared, radii });
    const rises = rows.map((row) => highest.get(row)! - losses.get(name)!.get(row)!);
    increases.set(name, rises);
  }
  return { rows, radii: rows.map((row) => radii.get(row)!), increases };
}
