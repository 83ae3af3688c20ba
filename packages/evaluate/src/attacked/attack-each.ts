import { pgd, sharing } from '@advtrain/attacks';
import type { AttackOptions, Ball } from '@advtrain/attacks';
import { aFunction, checked, either, gathered, needed, numberAbove, oneOf, thing, wholeFrom } from '@advtrain/core';
import type { Cluster, Model, RulesOf } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { attackedRows } from './attacked-rows.ts';
import type { ExampleSet } from '../example-set.ts';
import { ownRows } from '../gathered.ts';
import { aCluster, aPause } from '../option-rules.ts';
import type { Pause } from '../pause.ts';

/** The attack that accuracy is measured under. */
export interface RobustnessOptions {
  /** Radii ε of the balls, above 0: l2 of an example's embeddings, ℓ∞ of its pixels. What a smaller ball has broken is lost in larger ones. */
  readonly radii: readonly number[];
  /** Ascent moves for each example and radius, at least 1. Default 10. */
  readonly steps?: number;
  /**
   * How many examples are attacked: a random choice, the same for all models, in which classes have the shares that they have
   * in the set. Default: all.
   */
  readonly examples?: number;
  /**
   * What logits are divided by in the loss that the attack climbs, above 0. Default `calibrated`: the temperature at which
   * the model is calibrated on these examples, lest over-confidence, which flattens the loss, pass for robustness.
   */
  readonly temperature?: number | 'calibrated';
  /**
   * The ball of a radius, within those of larger ones. Default: l2 around embeddings, ℓ∞ around the pixels of a model that has
   * a domain, with a random start of magnitude ε and moves of 2.5·ε / steps.
   *
   * @param radius ε, above 0.
   */
  readonly ball?: (radius: number) => Ball;
  /** Examples a batch, which changes results by rounding alone. Default: as many as an evaluation of the set has. */
  readonly batchSize?: number;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
  /**
   * Told how far it is: attacks on an example in one ball, done and in all, of this process.
   *
   * @param done how many are done; what a smaller ball has broken counts as done in larger ones.
   * @param of how many there are.
   */
  readonly progress?: (done: number, of: number) => void;
  /** Processes that share the examples, and all have what was found. All attack at the same time. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

const rules: RulesOf<RobustnessOptions> = {
  radii: needed(thing('an array of radii', 'length', 'map')),
  steps: wholeFrom(1),
  examples: wholeFrom(1),
  temperature: either(oneOf('calibrated'), numberAbove(0)),
  ball: aFunction('a radius'),
  batchSize: wholeFrom(1),
  pause: aPause,
  progress: aFunction('how much is done and of how much'),
  cluster: aCluster,
};

/** What an attack has done to each example. */
export interface Attacked {
  /** The examples that were attacked, by their indices in the set, ascending. */
  readonly rows: readonly number[];
  /** Of each of them the smallest radius at which it is lost: 0 where the model errs on the clean one, `Infinity` where none breaks it. */
  readonly lostAt: readonly number[];
}

/**
 * Attacks examples by projected gradient ascent on the loss (Madry et al., 2018), without dropout. An example is lost at a
 * radius if the model errs on it clean, if a smaller ball has broken it, or if the random start or any move in the ball is
 * misclassified (as AutoAttack counts, Croce & Hein, 2020). What is lost is not attacked further. Deterministic; the start
 * of an example is a function of its index in the set. Needs a model that answers classes.
 *
 * @param model what is attacked.
 * @param set the examples, with their labels.
 * @param options the radii, the moves, the number of examples and the ball.
 */
export async function attackEach(model: Model, set: ExampleSet, options: RobustnessOptions): Promise<Attacked> {
  return attacked('attackEach', model, set, options);
}

/** {@link attackEach}, whose options are those of another function. */
export async function attacked(
  called: string,
  model: Model,
  set: ExampleSet,
  options: RobustnessOptions,
): Promise<Attacked> {
  const {
    radii,
    steps = 10,
    examples = Infinity,
    temperature = 'calibrated',
    batchSize,
    pause,
    progress,
    cluster,
  } = checked(called, options, rules);
  for (const radius of radii) {
    if (!(radius > 0)) throw new Error(`A radius is ${radius}, but must be greater than 0.`);
  }
  const rows = attackedRows(set.labels, examples);
  const run: AttackOptions = {
    key: key(0),
    rows,
    temperature,
    ...(batchSize !== undefined && { batchSize }),
    ...(pause && { pause }),
  };
  const each = ownRows(cluster, rows).length;
  const ascending = [...radii].sort((a, b) => a - b);
  const lostAt = new Map<number, number>();
  const clean = pgd({ radius: 0, steps });
  await sharing([clean], model, set, run, async (shared) => {
    // Without a unit to spend it says what is right, and no more.
    for (const { row, right } of await clean.run(model, set, { ...shared, budget: { units: 0 } }))
      lostAt.set(row, right ? Infinity : 0);
    for (const [place, radius] of ascending.entries()) {
      const attack = pgd({ radius, steps, ...(options.ball && { ball: options.ball(radius) }) });
      const left = rows.filter((row) => lostAt.get(row) === Infinity);
      const own = ownRows(cluster, left);
      // What is lost already counts as done.
      const before = place * each + Math.max(0, each - own.length);
      const told = (done: number) => progress?.(before + done, ascending.length * each);
      told(0);
      const results = own.length > 0 ? await attack.run(model, set, { ...shared, rows: own, progress: told }) : [];
      const broken = results.filter((result) => result.broken).map(({ row }) => row);
      for (const row of cluster ? inAll(cluster, broken, left) : broken) lostAt.set(row, radius);
    }
  });
  return { rows, lostAt: rows.map((row) => lostAt.get(row)!) };
}

/** Those of the rows that any of the processes names. */
function inAll(cluster: Cluster, own: readonly number[], rows: readonly number[]): readonly number[] {
  const named = new Set(own);
  const found = gathered(
    cluster,
    Float32Array.from(rows, (row) => Number(named.has(row))),
  );
  return rows.filter((_, place) => found[place] === 1);
}
