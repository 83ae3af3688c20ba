import type { Model } from '@advtrain/core';
import { key, Recordings } from '@advtrain/engine';
import { onBackends, tinyImage, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  apgd,
  apgdCE,
  apgdDLR,
  apgdT,
  autoAttack,
  carliniWagner,
  expectation,
  fabT,
  fgsm,
  margin,
  noise,
  pgd,
  restarts,
  sizeOf,
  square,
  strongest,
  targetedCrossEntropy,
} from '../../src/index.ts';
import type { AttackedSet, AttackOptions, GradientAttack, Outcome, Perturbation } from '../../src/index.ts';
import type { AttackSite } from '../../src/gradient/algorithm.ts';
import { squareL2 } from '../../src/gradient/attacks/square-l2.ts';
import { squareSearch } from '../../src/gradient/attacks/square-search.ts';
import { answersOf, pictures, sentences } from './sets.ts';

const root = key(4);

/** Every attack, around sentences and around pictures, in a ball of that radius. */
const around = {
  sentences: (radius: number): readonly GradientAttack[] => [
    fgsm({ radius }),
    restarts(noise({ radius: radius * 4 }), 6),
    pgd({ radius, steps: 4 }),
    pgd({ radius, steps: 4, per: 'token', objective: targetedCrossEntropy, target: 1 }),
    pgd({ radius: radius / 8, steps: 4, norm: 'linf' }),
    apgdCE({ radius, steps: 8 }),
    apgd({ radius, steps: 8, per: 'token' }, margin),
    apgdDLR({ radius, steps: 8 }),
    fabT({ radius, steps: 6 }),
    carliniWagner({ radius, searches: 2, steps: 8, initial: 1, learningRate: 0.1 }),
  ],
  pictures: (radius: number): readonly GradientAttack[] => [
    pgd({ radius, steps: 4 }),
    pgd({ radius: radius * 3, steps: 4, norm: 'l2' }),
    apgdCE({ radius, steps: 8 }),
    apgdT({ radius, steps: 8 }),
    fabT({ radius: radius * 5, steps: 6, norm: 'l2' }),
    fabT({ radius, steps: 6 }),
    square({ radius: radius * 3, queries: 150, share: 0.05 }),
    square({ radius: radius * 9, queries: 100, norm: 'l2' }),
    carliniWagner({ radius: radius * 6, searches: 2, steps: 12, initial: 3, learningRate: 0.3 }),
  ],
};

const subjects = {
  sentences: { model: () => tinyText(), set: sentences, radius: 3 },
  pictures: { model: () => tinyImage(), set: pictures, radius: 0.3 },
};

/** What an attack leaves of examples, without the numbers that rounding changes. */
const ends = (outcomes: readonly Outcome<Perturbation>[]) =>
  outcomes.map(({ row, right, broken, queries, units }) => ({ row, right, broken, queries, units }));

onBackends(['native'], () => {
  describe.each(['sentences', 'pictures'] as const)('around %s', (kind) => {
    const { set: make, radius, model: begin } = subjects[kind];
    const attacks = around[kind](radius);

    /** A model, examples of which it answers four of five, and the attack's outcomes on them. */
    async function subject(): Promise<{ readonly model: Model & { dispose(): void }; readonly set: AttackedSet }> {
      const model = begin();
      const answers = await answersOf(model, make());
      const labels = answers.map((answer, row) => (row % 5 === 0 ? (answer + 1) % 3 : answer));
      return { model, set: make(labels) };
    }

    test.each(attacks)('$name breaks what it says that it breaks, inside the ball', async (attack) => {
      const { model, set } = await subject();
      const outcomes = await attack.run(model, set, { key: root });
      const before = tf.memory().numTensors;
      expect(await attack.run(model, set, { key: root })).toEqual(outcomes);
      expect(tf.memory().numTensors).toBe(before);
      expect(outcomes.map(({ row }) => row)).toEqual([...set.labels.keys()]);
      const broken = outcomes.filter(({ adversarial }) => adversarial);
      expect(broken.length).toBeGreaterThan(0);
      for (const outcome of outcomes) {
        expect(outcome.broken).toBe(!outcome.right || outcome.adversarial !== undefined);
        expect(outcome.size).toBe(outcome.right ? (outcome.adversarial ? outcome.size : Infinity) : 0);
        if (!outcome.right) expect([outcome.queries, outcome.asked, outcome.units]).toEqual([0, 0, 0]);
        else expect(outcome.units).toBeGreaterThan(0);
        expect(outcome.units).toBeLessThanOrEqual(attack.cost(4));
      }
      for (const { row, adversarial } of broken) {
        expect(await answersOf(model, set.pick([row]), adversarial)).not.toEqual([set.labels[row]]);
      }
      model.dispose();
    });

    test.each(attacks)('$name does not depend on batches, nor on who else is attacked', async (attack) => {
      const { model, set } = await subject();
      const whole = ends(await attack.run(model, set, { key: root, temperature: 1 }));
      for (const options of [{ batchSize: 4 }, { rows: [...set.labels.keys()].reverse() }, { rows: [3, 11, 6] }]) {
        const some = ends(await attack.run(model, set, { key: root, temperature: 1, ...options }));
        expect(some).toEqual((options.rows ?? [...set.labels.keys()]).map((row) => whole[row]));
      }
      model.dispose();
    });

    test.each(around[kind](0))('at ε = 0 $name leaves exactly what is right without an attack', async (attack) => {
      const { model, set } = await subject();
      const outcomes = await attack.run(model, set, { key: root });
      expect(outcomes.map(({ broken }) => broken)).toEqual(set.labels.map((_, row) => row % 5 === 0));
      model.dispose();
    });

    test.each(attacks)('$name costs nothing where all examples are wrong, and none is no mistake', async (attack) => {
      const { model, set } = await subject();
      const wrong = await attack.run(model, set, { key: root, rows: [0, 5, 10] });
      expect(wrong.map(({ broken, units, size }) => [broken, units, size])).toEqual([0, 5, 10].map(() => [true, 0, 0]));
      expect(await attack.run(model, set, { key: root, rows: [] })).toEqual([]);
      model.dispose();
    });

    test.each(attacks)('$name finds recorded what it finds operation by operation, bit for bit', async (attack) => {
      const { model, set } = await subject();
      const given = { key: root, temperature: 0.7 };
      const recorded = await attack.run(model, set, given);
      const plain = new Recordings({ variables: Object.values(model.params), after: Infinity });
      expect(await attack.run(model, set, { ...given, recordings: plain })).toEqual(recorded);
      expect(plain.count).toBe(0);
      model.dispose();
    });

    test.each(attacks)('$name begins nothing that does not fit into a budget', async (attack) => {
      const { model, set } = await subject();
      const none = await attack.run(model, set, { key: root, budget: { units: 0 } });
      expect(none.map(({ units, broken }) => [units, broken])).toEqual(set.labels.map((_, row) => [0, row % 5 === 0]));
      expect(none.map(({ exhausted = false }) => exhausted)).toEqual(set.labels.map((_, row) => row % 5 !== 0));
      const few = await attack.run(model, set, { key: root, budget: { units: 7, queries: 3 } });
      expect(Math.max(...few.map(({ units }) => units))).toBeLessThanOrEqual(7);
      expect(Math.max(...few.map(({ queries }) => queries))).toBeLessThanOrEqual(3);
      model.dispose();
    });
  });

  test('recordings of one radius serve the others', async () => {
    const model = tinyText();
    const set = sentences(await answersOf(model, sentences()));
    const recordings = new Recordings({ variables: Object.values(model.params), after: 0 });
    const run = (attack: GradientAttack) =>
      attack.run(model, set, { key: root, recordings, temperature: 1, batchSize: 8 });
    const small = await run(apgdCE({ radius: 1e-4, steps: 8 }));
    const { count } = recordings;
    await run(apgdCE({ radius: 1e-3, steps: 8 }));
    expect(recordings.count).toBe(count);
    expect(small.every(({ broken }) => !broken)).toBe(true);
    // What differs in more than a radius does not.
    await run(apgd({ radius: 1e-4, steps: 8 }, { ...margin, name: 'CE' }));
    expect(recordings.count).toBe(2 * count);
    recordings.dispose();
    model.dispose();
  });

  test('the strongest of several is each on what still stands, and its cost is theirs', async () => {
    const model = tinyText();
    const set = sentences(await answersOf(model, sentences()));
    const attacked: number[][] = [];
    const seen = (attack: GradientAttack): GradientAttack => ({
      ...attack,
      run: (target, examples, options) => {
        attacked.push([...(options.rows ?? [])]);
        return attack.run(target, examples, options);
      },
    });
    const parts = [fgsm({ radius: 0.5 }), pgd({ radius: 0.5, steps: 6 }), fabT({ radius: 0.5, steps: 10 })];
    const given: AttackOptions = { key: root, temperature: 1 };
    const alone = await Promise.all(parts.map((attack) => attack.run(model, set, given)));
    const all = await strongest(parts.map(seen)).run(model, set, given);
    for (const { row, broken } of all) expect(broken).toBe(alone.some((outcomes) => outcomes[row]!.broken));
    for (const [at, rows] of attacked.entries()) {
      expect(rows).toEqual(
        [...set.labels.keys()].filter((row) => alone.slice(0, at).every((outcomes) => !outcomes[row]!.broken)),
      );
    }
    for (const { row, units } of all) {
      const until = alone.findIndex((outcomes) => outcomes[row]!.broken);
      const paid = alone.slice(0, until < 0 ? alone.length : until + 1);
      expect(units).toBe(paid.reduce((sum, outcomes) => sum + outcomes[row]!.units, 0));
    }
    const within = await strongest(parts).run(model, set, { ...given, budget: { units: 9 } });
    for (const { exhausted, broken } of within) expect(exhausted ?? false).toBe(!broken);
    expect(Math.max(...within.map(({ units }) => units))).toBeLessThanOrEqual(9);
    model.dispose();
  });

  test('restarts begin elsewhere, the first where the attack alone begins', async () => {
    const model = tinyText();
    const set = sentences(await answersOf(model, sentences()));
    const starts: number[] = [];
    const once = pgd({ radius: 0.6, steps: 1 });
    const noted: GradientAttack = {
      ...once,
      run: (target, examples, options) => {
        starts.push(options.key.path);
        return once.run(target, examples, options);
      },
    };
    const alone = await once.run(model, set, { key: root });
    const five = await restarts(noted, 5).run(model, set, { key: root });
    expect(starts[0]).toBe(root.path);
    expect(new Set(starts).size).toBe(starts.length);
    const count = (outcomes: readonly Outcome<Perturbation>[]) => outcomes.filter(({ broken }) => broken).length;
    expect(count(five)).toBeGreaterThanOrEqual(count(alone));
    expect(restarts(once, 1)).toBe(once);
    model.dispose();
  });

  test('a defence that answers at random is attacked in expectation: the mean of its logits', async () => {
    const model = tinyText({ rate: 0.3 });
    const mean = expectation(model, { times: 3, key: key(8) });
    const all = sentences();
    const set = sentences((await Promise.all(all.labels.map((_, row) => answersOf(mean, all.pick([row]))))).flat());
    const outcomes = await pgd({ radius: 2, steps: 5 }).run(mean, set, { key: root, batchSize: 1 });
    expect(outcomes.every(({ right }) => right)).toBe(true);
    expect(outcomes.some(({ adversarial }) => adversarial)).toBe(true);
    for (const { row, adversarial } of outcomes)
      if (adversarial) expect(await answersOf(mean, set.pick([row]), adversarial)).not.toEqual([set.labels[row]]);
    model.dispose();
  });

  test('what cannot apply is refused in a sentence that names what to use', async () => {
    const whole = tinyText();
    const two: Model = { ...whole, trunk: (...given) => tf.slice(whole.trunk(...given), [0, 0], [-1, 2]) };
    const set = sentences(sentences().labels.map(() => 0));
    const run = (attack: GradientAttack) => attack.run(two, set, { key: root });
    await expect(run(apgdDLR({ radius: 1 }))).rejects.toThrow(
      'APGD-DLR needs 3 classes or more, and the model answers 2: use APGD',
    );
    await expect(run(apgdT({ radius: 1 }))).rejects.toThrow(
      'needs 4 classes or more, and the model answers 2: use APGD',
    );
    await expect(run(autoAttack('standard', { radius: 1 }))).rejects.toThrow('needs 4 classes or more');
    await expect(run(square({ radius: 1 }))).rejects.toThrow(
      'Square changes squares of pixels, and this model has none: use APGD',
    );
    expect(() => fabT({ radius: 1, per: 'token' })).toThrow('FAB-T measures whole examples');
    expect(() => autoAttack('standard', { radius: 1, per: 'token' })).toThrow("use 'gradients'");
    for (const make of [apgdCE, fabT, square, carliniWagner] as ((options: { radius: number }) => GradientAttack)[])
      expect(() => make({ radius: -1 })).toThrow('radius is -1, but must be at least 0.');
    expect(() => pgd({ radius: -1, steps: 3 })).toThrow('radius is -1, but must be at least 0.');
    expect(() => strongest([])).toThrow('give at least one');
    whole.dispose();
  });
});

test('a perturbation is as large as its norm, or as its largest token', () => {
  const delta = { values: Float32Array.of(3, 4, 0, -1), shape: [2, 2] };
  expect(sizeOf(delta, { norm: 'l2', per: 'example' })).toBeCloseTo(Math.sqrt(26), 6);
  expect(sizeOf(delta, { norm: 'l2', per: 'token' })).toBe(5);
  expect(sizeOf(delta, { norm: 'linf', per: 'token' })).toBe(4);
});

onBackends(['native'], () => {
  test.each(['linf', 'l2'] as const)('a tie that is answered rightly is no error to Square in %s', async (norm) => {
    const tied: Model = { ...tinyImage(), trunk: (_, h) => tf.zeros([h.shape[0], 4]) };
    const outcomes = await square({ radius: 0.3, norm, queries: 5 }).run(tied, pictures(), { key: root });
    const queries = pictures().labels.map(() => 5);
    expect(outcomes.map(({ broken }) => broken)).toEqual(queries.map(() => false));
    expect(outcomes.map((outcome) => outcome.queries)).toEqual(queries);
  });

  test('what Square finds where logits are no numbers is the picture at which they are none', () => {
    const model = { domain: [0, 1] as const } as unknown as Model;
    const moves = { ...squareL2, tried: (delta: tf.Tensor) => tf.add(delta, 0.25) };
    tf.tidy(() => {
      const x = tf.fill([1, 3, 3, 1], 0.5);
      const logits = () => tf.fill<tf.Rank.R2>([1, 3], NaN);
      const labels = tf.zeros<tf.Rank.R1>([1], 'int32');
      const site = { x, domain: [0, 1], labels, logits, value: () => tf.scalar(1) } as unknown as AttackSite;
      const state = { delta: tf.zerosLike(x), most: tf.tensor1d([-1]) };
      const at = { kind: 'move', numbers: [tf.scalar(0.5)] };
      const { seen, found } = squareSearch(moves, { radius: 1, queries: 2, share: 0.8 }, model).step(site, state, at);
      expect([...found.dataSync()]).toEqual([1]);
      expect(seen.dataSync()[0]).toBe(0.25);
    });
  });

  test('Square in l2 begins with five by five waves, which lie or stand, as long as ε together', () => {
    const model = { domain: [0, 1] as const } as unknown as Model;
    tf.tidy(() => {
      const x = tf.fill([2, 10, 10, 3], 0.5);
      const site = { x, domain: [0, 1] } as unknown as AttackSite;
      const begun = squareSearch(squareL2, { radius: 0.5, queries: 1, share: 0.8 }, model).start({
        site,
        rows: [0, 1],
        keys: [key(1), key(2)],
        others: [],
      });
      const { delta } = begun as { delta: tf.Tensor };
      const lengths = tf.sqrt(tf.sum(tf.square(delta), [1, 2, 3])).dataSync<'float32'>();
      for (const length of lengths) expect(length).toBeCloseTo(0.5, 5);
      // Of 2 × 2 pixels: 1/4 and 1 + 1/4 in one half, the same below 0 in the other.
      const tiles = tf.transpose(tf.reshape(delta, [2, 5, 2, 5, 2, 3]), [0, 1, 3, 5, 2, 4]);
      const all = tf.reshape(tf.div(tiles, tf.max(tf.abs(tiles))), [-1, 4]).arraySync() as number[][];
      const seen = new Set(all.map((tile) => tile.map((value) => value.toFixed(3)).join(' ')));
      const lying = ['0.200 1.000', '-0.200 -1.000'];
      const standing = ['0.200 -0.200', '1.000 -1.000'];
      const either = [lying, standing].flatMap((rows) => [rows, rows.map(opposite)]).map((rows) => rows.join(' '));
      expect([...seen].sort()).toEqual(either.sort());
    });
  });
});

function opposite(row: string): string {
  return row
    .split(' ')
    .map((each) => (each.startsWith('-') ? each.slice(1) : `-${each}`))
    .join(' ');
}
