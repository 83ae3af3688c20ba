import { costLedger, ema, natural, sgd, type Model, type Plugin, type Step, type Trainer } from '@advtrain/core';
import { symmetricKL } from '@advtrain/engine';
import { gap, onBackends, tinyModel, trained } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { proximal } from '../src/index.ts';

const held = (model: Model, weight: number, decay = 0.5): Plugin[] => {
  const teacher = ema({ model, decay });
  return [natural(), teacher, proximal({ teacher, weight })];
};

test('refuses a weight that is not above 0', () => {
  expect(() => proximal({ teacher: { params: {} }, weight: 0 })).toThrow('weight is 0, but must be above 0.');
});

onBackends(['native', 'wasm'], () => {
  test('adds nothing while the teacher is the model, and the weighted divergence from it afterwards', () => {
    const alone = trained({ kind: 'text', plugins: () => [] });
    const near = trained({ kind: 'text', plugins: (model) => held(model, 2) });
    expect(near.losses[0]![0]).toBeCloseTo(alone.losses[0]![0]!, 6);
    const divergences: number[] = [];
    trained({ kind: 'text', plugins: (model) => measured(model, divergences) });
    expect(divergences[0]).toBeCloseTo(0, 6);
    expect(divergences[1]).toBeGreaterThan(1e-4);
    expect(near.losses[1]![0]! - alone.losses[1]![0]!).toBeCloseTo(2 * divergences[1]!, 5);
  });

  test('a heavier term keeps the parameters nearer to where they were', () => {
    const start = tinyModel('image');
    const initial = Object.fromEntries(
      Object.entries(start.params).map(([name, theta]) => [name, Float32Array.from(theta.dataSync())]),
    );
    start.dispose();
    const optimizer = () => sgd({ learningRate: 0.05 });
    const distance = (plugins: (model: Model) => Plugin[]) =>
      gap(trained({ kind: 'image', plugins, optimizer: optimizer() }).params, initial);
    expect(distance((model) => held(model, 2, 0.99))).toBeLessThan(0.99 * distance(() => []));
  });

  test("costs a unit for the teacher's pass, and three a round", () => {
    const ledger = costLedger();
    trained({ kind: 'text', plugins: (model) => [...held(model, 1), ledger] });
    expect(ledger.ledger.units).toBe(4 * (3 + 1 + 3));
  });

  test('leaves no tensor behind', () => {
    trained({ kind: 'text', plugins: (model) => held(model, 1) });
    const before = tf.memory().numTensors;
    trained({ kind: 'text', plugins: (model) => held(model, 1) });
    expect(tf.memory().numTensors).toBe(before);
  });
});

onBackends(['native'], () => {
  test('is recorded with its teacher, to the same numbers as without a recording', () => {
    const hows = new Set<string>();
    const after = (_step: number, { execution }: Trainer): void => void hows.add(execution.reason ?? execution.how);
    const run = (compile: 'auto' | 'off') =>
      trained({ kind: 'text', plugins: (model) => held(model, 2), epochs: 3, compile, after });
    const recorded = run('auto');
    expect([...hows]).toEqual(['function']);
    expect(gap(recorded.params, run('off').params)).toBeLessThan(1e-6);
  });
});

/** Natural training beside a teacher, that notes how far the two predict apart before each step. */
function measured(model: Model, divergences: number[]): Plugin[] {
  const teacher = ema({ model, decay: 0.5 });
  const beforeStep = (step: Step): void => {
    const taught = step.logits(undefined, { params: teacher.params });
    divergences.push(symmetricKL(step.logits(), taught).dataSync()[0]!);
  };
  return [{ name: 'measured', beforeStep }, natural(), teacher];
}
