import type { Cluster } from '@advtrain/core';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { adviceOn } from '../../src/guards/advice.ts';
import { againstChance, entropy, isChance, isLearned } from '../../src/guards/chance-loss.ts';
import { oneClass } from '../../src/guards/collapse.ts';
import { explodes, noNorms, withNorm } from '../../src/guards/explosion.ts';
import { latest, pooled } from '../../src/guards/looks.ts';
import type { Look } from '../../src/guards/looks.ts';
import { blamed, isByExamples } from '../../src/guards/not-finite.ts';
import { overfitsOneStep } from '../../src/guards/one-step.ts';
import { failureKinds } from '../../src/guards/warning.ts';
import { allSizes } from '../../src/run/watch/named/all-sizes.ts';

const look = (answers: readonly number[], labels: readonly number[], loss = 0.5, right = 0): Look => ({
  step: 1,
  answers,
  labels,
  right,
  loss,
});

describe('looks', () => {
  test('are the latest that have enough examples, and are pooled by examples', () => {
    const looks = [look([4, 4], [4, 4], 1), look([2, 0], [1, 1], 0.2), look([3, 3], [2, 4], 0.6)];
    expect(latest(looks, 6)).toEqual(looks.slice(2));
    expect(latest(looks, 7)).toEqual(looks.slice(1));
    expect(latest(looks, 100)).toEqual(looks);
    const loss = (2 * 0.2 + 6 * 0.6) / 8;
    expect(pooled(looks.slice(1))).toEqual({ step: 1, answers: [5, 3], labels: [3, 5], right: 0, loss });
  });
});

onBackends(['wasm'], () => {
  /** A process whose sums have what the other one adds. */
  const member = (rank: number, others: readonly (readonly number[])[]): Cluster => {
    const left = [...others];
    return {
      rank,
      size: 2,
      begin: () => undefined,
      sum: ([own]) => [tf.add(own!, tf.tensor1d([...left.shift()!]))],
      broadcast: (tensors) => [...tensors],
      agreed: (flags) => flags,
      guarded: (work) => work(),
    };
  };

  test('rows of several processes are those of all, in the order of ranks, where one has none of a short batch too', () => {
    // Counts of the two batches, then their rows.
    const first = allSizes([[1, 2], [5]], member(0, [[0, 2], [0, 0], [0, 0, 3, NaN], [0]]));
    const second = allSizes([[3, NaN], []], member(1, [[2, 0], [1, 0], [1, 2, 0, 0], [5]]));
    for (const seen of [first, second]) expect(seen).toEqual([[1, 2, 3, NaN], [5]]);
  });
});

describe('a collapse to one class', () => {
  const constant = look([0, 16], [8, 8]);
  const mixed = look([5, 11], [8, 8]);

  test('is at least 98 % of the latest 32 answers, and names the class', () => {
    expect(oneClass([mixed, constant, constant])).toEqual({ index: 1, examples: 32, others: 0.5 });
    expect(oneClass([look([1, 63], [32, 32])])).toMatchObject({ index: 1, examples: 64 });
    expect(oneClass([look([2, 62], [32, 32])])).toBeUndefined();
    expect(oneClass([constant, mixed])).toBeUndefined();
  });

  test('is none where too few were asked, of which the end needs half as many', () => {
    expect(oneClass([constant])).toBeUndefined();
    expect(oneClass([constant], true)).toMatchObject({ index: 1, examples: 16 });
    expect(oneClass([look([0, 8], [4, 4])], true)).toBeUndefined();
  });

  test('is none where nearly all examples are of that class', () => {
    expect(oneClass([look([0, 32], [3, 29])])).toBeUndefined();
    expect(oneClass([look([0, 32], [4, 28])])).toMatchObject({ others: 0.125 });
  });
});

describe('a loss at chance', () => {
  test('is compared with the entropy of the labels: ln C where all classes come alike', () => {
    expect(entropy([10, 10])).toBeCloseTo(Math.log(2), 12);
    expect(entropy([5, 5, 5, 5])).toBeCloseTo(Math.log(4), 12);
    expect(entropy([7, 0])).toBe(0);
    expect(entropy([9, 1])).toBeCloseTo(-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 12);
  });

  test('is within 3 % of it or above, and learned is a fifth below', () => {
    const found = (loss: number) => againstChance([look([32, 32], [32, 32], loss)], [32, 32])!;
    expect([0.66, 0.68, 3].map((loss) => isChance(found(loss), 0.7))).toEqual([false, true, true]);
    expect([0.66, 0.68].map((trained) => isChance(found(0.7), trained))).toEqual([false, true]);
    expect([0.53, 0.57].map((loss) => isLearned(found(loss)))).toEqual([true, false]);
    expect(found(0.68)).toEqual({ loss: 0.68, chance: Math.log(2), examples: 64, gain: -0.5 });
  });

  test('is none where many more answers are right than by guessing, for then the model only is not sure', () => {
    const found = (right: number) => againstChance([look([32, 32], [32, 32], 0.69, right)], [32, 32])!;
    expect([32, 40, 42, 64].map((right) => isChance(found(right), 0.7))).toEqual([true, true, false, false]);
  });

  test('is not asked of fewer than 32 examples, nor where one class is nearly all', () => {
    expect(againstChance([look([15, 16], [15, 16], 0.7)], [15, 16])).toBeUndefined();
    expect(againstChance([look([64, 0], [60, 4], 0.7)], [60, 4])).toBeUndefined();
  });
});

describe('catastrophic overfitting', () => {
  const at = (oneStep: number, severalSteps: number) => ({ step: 1, radius: 0.3, examples: 32, oneStep, severalSteps });

  test('is a fall by 20 points under several steps while one step is withstood as before', () => {
    expect(overfitsOneStep(at(0.6, 0.5), at(0.9, 0.05))).toBe(true);
    expect(overfitsOneStep(at(0.6, 0.5), at(0.55, 0.2))).toBe(true);
    expect(overfitsOneStep(at(0.6, 0.5), at(0.45, 0.12))).toBe(false);
  });

  test('is a gap of 40 points where several steps never were withstood', () => {
    expect(overfitsOneStep(at(0.2, 0.05), at(0.7, 0.15))).toBe(true);
    expect(overfitsOneStep(at(0.2, 0.05), at(0.5, 0.15))).toBe(false);
  });

  test('is no fall under both, no small gap, and no better accuracy', () => {
    expect(overfitsOneStep(at(0.6, 0.5), at(0.3, 0))).toBe(false);
    expect(overfitsOneStep(at(0.6, 0.5), at(0.55, 0.28))).toBe(false);
    expect(overfitsOneStep(at(0.6, 0.5), at(0.95, 0.6))).toBe(false);
  });
});

describe('exploding gradients', () => {
  /** The number of the first norm that is too much, from 0; −1 where none is. */
  const first = (norms: readonly number[]): number => {
    let state = noNorms;
    return norms.findIndex((norm) => {
      state = withNorm(state, norm);
      return explodes(state, norm);
    });
  };
  const usual = Array.from({ length: 30 }, (_, i) => 2 + Math.sin(i));

  test('are three norms in a row of more than twenty times the usual, or one of more than two hundred times', () => {
    expect(first([...usual, 60, 80, 90, 2])).toBe(32);
    expect(first([...usual, 60, 80, 2, 90, 60, 2])).toBe(-1);
    expect(first([...usual, 600])).toBe(30);
    expect(first([...usual, Infinity])).toBe(30);
    expect(first([1, Infinity])).toBe(1);
  });

  test('are no large norm among the small ones of a training that has succeeded, nor what comes before there is a usual one', () => {
    const succeeded = [...usual, ...Array.from({ length: 60 }, () => 1e-3)];
    expect(first([...succeeded, 3, 3, 3, 3])).toBe(-1);
    expect(first([0.01, 5, 5, 5, 5, 5, 5])).toBe(-1);
  });

  test('do not become usual', () => {
    expect(first([...usual, ...usual.map((norm) => 25 * norm)])).toBe(32);
  });
});

describe('a loss that is no number', () => {
  const name = (batch: number, row: number) => `example ${batch}.${row}`;

  test('is blamed on the rows whose logits are no numbers', () => {
    expect(blamed([[1, NaN, 3]], name)).toBe(', for example 0.1 alone has logits that are no numbers');
    expect(
      blamed(
        [
          [1, 2],
          [Infinity, NaN, 3],
        ],
        name,
      ),
    ).toBe(', for example 1.0 and example 1.1 have logits that are no numbers');
    const five = [1, NaN, NaN, NaN, NaN, NaN];
    expect(blamed([five], name)).toBe(
      ', for the logits of 5 of 6 examples are no numbers, among them example 0.1, example 0.2 and example 0.3',
    );
    expect(isByExamples([[1, NaN, 3]])).toBe(true);
  });

  test('is blamed on the parameters where no row is a number, and else on the largest', () => {
    expect(blamed([[NaN, Infinity]], name)).toBe(
      ', and so are the logits of all 2 examples: it is the parameters that have grown beyond numbers',
    );
    expect(blamed([[1, 7, 3]], name)).toBe(', although all logits are numbers; the largest has example 0.1');
    expect(isByExamples([[NaN, Infinity]])).toBe(false);
    expect(isByExamples([[1, 7, 3]])).toBe(false);
  });
});

test('every failure has advice, which names what there is to change', () => {
  for (const kind of failureKinds) {
    for (const hasBall of [true, false]) {
      const advice = adviceOn(kind, { hasBall });
      expect(advice).toMatch(/^[A-Z].*\.$/);
      if (!hasBall && kind !== 'catastrophic-overfitting') expect(advice).toContain('learning-rate');
    }
  }
});

test('who takes several moves already is not told to', () => {
  const advice = (moves: number) => adviceOn('catastrophic-overfitting', { hasBall: true, moves });
  expect(advice(1)).toMatch(/^Take several smaller moves .*, or make the radius smaller\.$/);
  expect(advice(40)).toBe('Make the radius smaller.');
});

test('an ascent that rises already is not to be told to', () => {
  const advice = (rises: boolean) => adviceOn('collapse', { hasBall: true, rises });
  expect(advice(false)).toContain('let it rise (--attack-rise 0.3), or make the radius');
  expect(advice(true)).toMatch(/^Begin the ascent later \(--attack-from 0\.5\), or make the radius/);
});

test('an ascent that begins after half of the steps is not said to be begun then', () => {
  const advice = (begun: number) => adviceOn('collapse', { hasBall: true, begun });
  expect(advice(0.1)).toContain('--attack-from 0.5');
  for (const begun of [53 / 107, 0.5, 0.8]) expect(advice(begun)).not.toContain('--attack-from');
});
