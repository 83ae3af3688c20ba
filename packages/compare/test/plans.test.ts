import { at } from '@advtrain/core';
import { onBackends, tinyModel } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { planOf, unitsAfter } from '../src/index.ts';
import { stepsBefore } from '../src/budget/attack-start.ts';
import { unitsTaken } from '../src/run/plan.ts';
import { exampleMethod, exampleMethods } from './settings.ts';

onBackends(['wasm'], () => {
  const training = { epochs: 2 };

  test('FreeAT takes as many steps as natural training: epochs are divided by its replays', () => {
    const model = tinyModel('text');
    const [natural, freeat] = ['natural', 'freeat'].map((name) =>
      planOf(
        exampleMethod(name),
        { training, batches: 10, methods: exampleMethods },
        { kind: 'classification', model },
      ),
    );
    expect(freeat).toEqual(natural);
    expect(natural).toEqual({ steps: 20, begin: 0, unitsPerStep: 3, naturalUnits: 3 });
    model.dispose();
  });

  test('a matched control takes as many steps as the dearest of the others pays for, and no fewer than they', () => {
    const model = tinyModel('text');
    const matched = exampleMethod('natural-matched');
    const steps = (names: readonly string[], more: object = {}) => {
      const methods = [matched, ...names.map(exampleMethod)];
      return planOf(
        matched,
        { training: { ...training, ...more }, batches: 10, methods },
        { kind: 'classification', model },
      ).steps;
    };
    expect(steps(['natural', 'freelb'])).toBe(60);
    expect(steps([])).toBe(20);
    expect(steps(['freelb'], { accumulate: 3 })).toBe(21);
    expect(steps(['freelb'], { steps: 5 })).toBe(15);
    model.dispose();
  });

  test('where methods begin after a share of the steps, a matched control is matched to all that the dearest then costs', () => {
    const model = tinyModel('text');
    const late = { ...training, attackFrom: 0.5, attackRise: 0.2 };
    const subject = { kind: 'classification', model } as const;
    const plan = (name: string) =>
      planOf(exampleMethod(name), { training: late, batches: 10, methods: exampleMethods }, subject);
    const freelb = plan('freelb');
    expect(freelb).toMatchObject({ steps: 20, begin: 10, unitsPerStep: 9, naturalUnits: 3 });
    expect([1, 10, 11, 20].map((steps) => unitsAfter(freelb, steps))).toEqual([3, 30, 39, 120]);
    expect([9, 10, 11, 13, 19].map((index) => at(freelb.rise!, index))).toEqual([0, 0.25, 0.5, 1, 1]);
    expect(plan('natural')).toMatchObject({ steps: 20, begin: 0 });
    expect(plan('natural-matched')).toMatchObject({ steps: 40, begin: 0 });
    model.dispose();
  });

  test('steps that are no whole period of a cost that repeats are counted one by one', () => {
    const plan = { steps: 20, begin: 3, unitsPerStep: 5, naturalUnits: 3 };
    const account = { period: 4, of: (index: number) => (index % 4 === 0 ? 11 : 3) };
    expect([3, 7, 8, 9, 11].map((steps) => unitsTaken(plan, steps, account))).toEqual([9, 29, 32, 43, 49]);
    expect(unitsTaken(plan, 9, { ...account, period: 1 })).toBe(unitsAfter(plan, 9));
  });

  test('one step at least is the method’s own', () => {
    expect(stepsBefore({ attackFrom: 0.99 }, 10)).toBe(9);
    expect(stepsBefore({ attackFrom: 0.99 }, 1)).toBe(0);
    expect(stepsBefore({}, 10)).toBe(0);
  });
});
