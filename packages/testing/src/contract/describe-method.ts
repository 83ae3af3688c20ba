import { clip, costLedger, ema, natural, roundUnits, runRecord, sgd, unitsOfPlugins } from '@advtrain/core';
import type { Model, Plugin, RunRecord, Trainer } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { longest, onBackends, type TestBackend } from '../backends.ts';
import { interrupted, uninterrupted } from './resumed.ts';
import { gap, stateful, trained, type Kind } from './training.ts';

/** What the contract is checked with. */
export interface MethodContract {
  /**
   * The method, made for a model.
   *
   * @param model the tiny model of the run.
   */
  readonly make: (model: Model) => Plugin;
  /** What it trains. Default: all. */
  readonly models?: readonly Kind[];
  /** Default: native and WebAssembly; models of tokens and of answers are tried on native alone. */
  readonly backends?: readonly TestBackend[];
  /** The method with a ball of radius 0, where that is natural training. */
  readonly point?: {
    /**
     * The method, made for a model.
     *
     * @param model the tiny model of the run.
     */
    readonly make: (model: Model) => Plugin;
    /** How many times natural training's gradient its gradient then is. Default 1. */
    readonly gradients?: number;
  };
  /** How much XLA may differ, where a method makes more of its rounding. Default 1e-5. */
  readonly xlaGap?: number;
  /** Factories with bad options, and the sentence of each. */
  readonly refused?: readonly (readonly [make: () => Plugin, sentence: string])[];
}

/**
 * The contract that every method keeps, as one table of tests.
 *
 * @param name what the table of tests is called.
 * @param contract how the method is made, and what of it differs from what is asked of all.
 */
export function describeMethod(name: string, contract: MethodContract): void {
  const { models = ['text', 'tokens', 'answers', 'image'], backends = ['native', 'wasm'] } = contract;
  describe(name, longest, () => {
    for (const [make, sentence] of contract.refused ?? [])
      test(`refuses: ${sentence}`, () => expect(make).toThrow(new Error(sentence)));
    onBackends(backends, () => {
      for (const kind of models.filter((each) => !hasManyRows(each))) describe(kind, () => promises(kind, contract));
    });
    onBackends(['native'], () => {
      for (const kind of models.filter(hasManyRows)) describe(kind, () => promises(kind, contract));
      for (const kind of models) describe(kind, () => recorded(kind, contract));
      // Compiling takes seconds, so of a method's variants, whose names begin alike, the first stands for all.
      const [method = name] = name.split(/[-, ]/);
      if (!compiled.has(method)) compiledByXla(models[0]!, contract);
      compiled.add(method);
    });
  });
}

/** Whether a model has several rows of logits for an example: what is done with them does not depend on the backend. */
function hasManyRows(kind: Kind): boolean {
  return kind === 'tokens' || kind === 'answers';
}

function recorded(kind: Kind, { make }: MethodContract): void {
  test('recorded as one TensorFlow function it computes the same in 20 steps, mask by mask, and keeps no more tensors', () => {
    const run = { kind, plugins: (model: Model) => [make(model)], epochs: 5 };
    const once = trained({ ...run, optimizer: clip(1, stateful()) });
    const how = new Set<string>();
    const counts: number[] = [];
    const after = (step: number, { execution }: Trainer): void => {
      how.add(`${execution.how} ${execution.reason ?? ''}`);
      counts.push(tf.memory().numTensors);
    };
    const again = trained({ ...run, optimizer: clip(1, stateful()), compile: 'function', after });
    expect([...how]).toEqual(['function ']);
    expect(relativeGap(again.losses.flat(), once.losses.flat())).toBeLessThan(1e-6);
    expect(gap(again.params, once.params)).toBeLessThan(1e-6);
    expect(new Set(counts.slice(-4)).size).toBe(1);
  });
}

const compiled = new Set<string>();

function compiledByXla(kind: Kind, { make, xlaGap = 1e-5 }: MethodContract): void {
  test('compiled by XLA it computes the same, mask by mask', () => {
    const run = { kind, plugins: (model: Model) => [make(model)], batches: 1, epochs: 3 };
    const how = new Set<string>();
    const after = (_step: number, { execution }: Trainer): void =>
      void how.add(`${execution.how} ${execution.reason ?? ''}`);
    const once = trained(run);
    const again = trained({ ...run, compile: 'xla', after });
    expect([...how]).toEqual(['xla ']);
    expect(relativeGap(again.losses.flat(), once.losses.flat())).toBeLessThan(xlaGap);
    expect(gap(again.params, once.params)).toBeLessThan(xlaGap);
  });
}

/** The largest |a − b| over the largest |b|. */
function relativeGap(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / Math.max(...b.map(Math.abs));
}

function promises(kind: Kind, { make, point }: MethodContract): void {
  const run = { kind, plugins: (model: Model) => [make(model)] };

  test('the same seed trains to the same bits, another seed to others', () => {
    const once = trained(run);
    expect(gap(once.params, once.params)).toBe(0);
    expect(trained(run)).toEqual(once);
    expect(gap(trained({ ...run, seed: 8 }).params, once.params)).toBeGreaterThan(1e-4);
  });

  test('an observer changes no bit', () => {
    const records: RunRecord[] = [];
    const watched = (model: Model): Plugin[] => [
      costLedger(),
      ema({ model, decay: 0.9 }),
      make(model),
      runRecord((record) => void records.push(record)),
    ];
    const result = trained({ kind, plugins: watched });
    expect(result).toEqual(trained(run));
    expect(records).toHaveLength(result.losses.length);
  });

  test('the number of tensors is constant from the second step on, and nothing is left afterwards', () => {
    const counts: number[] = [];
    const after = (): void => void counts.push(tf.memory().numTensors);
    trained({ ...run, optimizer: stateful() });
    const before = tf.memory().numTensors;
    trained({ ...run, optimizer: stateful(), after });
    expect(new Set(counts.slice(1)).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('costs what it says', () => {
    const ledger = costLedger();
    const stated: number[] = [];
    const { losses } = trained({
      kind,
      plugins: (model) => {
        stated.push(unitsOfPlugins([make(model)], model));
        return [make(model), ledger];
      },
    });
    expect(ledger.ledger.steps).toBe(losses.length);
    expect(ledger.ledger.units).toBeCloseTo(stated[0]! * losses.length, 9);
  });

  test('takes as many rounds as it says: what a penalty adds to each is counted as stated', () => {
    const ledger = costLedger();
    const penalty: Plugin = {
      name: 'logits',
      units: (model, rounds) => rounds * roundUnits(model),
      penalty: (step) => tf.mul(tf.mean(tf.square(step.logits())), 0.1),
    };
    trained({ kind, plugins: (model) => [make(model), penalty, ledger] });
    expect(ledger.ledger.mismatch).toBeUndefined();
  });

  test.each([2, 4])('goes on from a checkpoint after %i steps, bit for bit', async (cut) => {
    expect(await interrupted(kind, make, cut)).toEqual(uninterrupted(kind, make, cut));
  });

  test('is refused beside another method', () => {
    const other: Plugin = { ...natural(), name: 'another' };
    expect(() => trained({ kind, plugins: (model) => [make(model), other] })).toThrow(
      /^Plugins ".+" and "another" both define perturb, but a step follows one method: pass one of them\.$/,
    );
  });

  test("another plugin's error in the midst of a round has its name and its hook, and leaks no tensor", () => {
    const broken: Plugin = {
      name: 'broken',
      penalty: (step) => {
        step.logits();
        throw new Error('no penalty today.');
      },
    };
    const fail = (): unknown => trained({ kind, plugins: (model) => [make(model), broken] });
    expect(fail).toThrow('Plugin "broken" failed in penalty: no penalty today.');
    const before = tf.memory().numTensors;
    expect(fail).toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  if (point)
    test('with a ball of radius 0 it is natural training, parameter by parameter', () => {
      const { gradients = 1 } = point;
      const inPoint = trained({ kind, plugins: (model) => [point.make(model)] });
      const still = (model: Model): Plugin[] => {
        const { batches } = point.make(model);
        return [{ ...natural(), ...(batches && { batches }) }];
      };
      const clean = trained({ kind, plugins: still, optimizer: sgd({ learningRate: 0.3 * gradients }) });
      expect(gap(inPoint.params, clean.params)).toBeLessThan(2e-6);
    });
}
