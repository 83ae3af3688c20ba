import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  adam,
  adamw,
  clip,
  clockAt,
  cosineDecay,
  linearDecay,
  polynomialDecay,
  sgd,
  type AdamOptions,
  type Optimizer,
  type SGDOptions,
} from '../src/index.ts';

type Vectors = Record<string, number[]>;

const initial: Vectors = { weight: [0.5, -1.2, 2, 0.1], bias: [0.3, -0.4] };
const steps = 5;

/** The gradient at a point: that of a bowl, with a kick that changes from step to step. */
function gradientAt(theta: Vectors, step: number): Vectors {
  return mapped(theta, (value, name, i) => 2 * value + Math.sin(step * 3 + i + name.length));
}

function mapped(vectors: Vectors, f: (value: number, name: string, i: number) => number): Vectors {
  return Object.fromEntries(Object.entries(vectors).map(([name, v]) => [name, v.map((value, i) => f(value, name, i))]));
}

/** What an optimizer of ours makes of the parameters. */
function run(optimizer: Optimizer): Vectors {
  const params = Object.fromEntries(
    Object.entries(initial).map(([name, v]) => [name, tf.tidy(() => tf.variable(tf.tensor1d(v)))]),
  );
  for (let step = 0; step < steps; step++)
    tf.tidy(() => {
      const here = Object.fromEntries(Object.entries(params).map(([name, v]) => [name, [...v.dataSync()]]));
      const gradient = Object.entries(gradientAt(here, step)).map(([name, g]) => [name, tf.tensor1d(g)] as const);
      optimizer.apply(params, Object.fromEntries(gradient), clockAt(step));
    });
  const result = Object.fromEntries(Object.entries(params).map(([name, v]) => [name, [...v.dataSync()]]));
  optimizer.dispose();
  tf.dispose(params);
  return result;
}

/** What a plain loop in double precision makes of them. */
function reference(
  update: (theta: number, g: number, memory: number[], step: number, name: string) => number,
  before: (gradient: Vectors) => Vectors = (gradient) => gradient,
): Vectors {
  const memory: Record<string, number[]> = {};
  let theta = initial;
  for (let step = 0; step < steps; step++) {
    const gradient = before(gradientAt(theta, step));
    theta = mapped(theta, (value, name, i) =>
      update(value, gradient[name]![i]!, (memory[`${name}.${i}`] ??= [0, 0]), step, name),
    );
  }
  return theta;
}

function expectAlike(actual: Vectors, expected: Vectors): void {
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, i) => expect(Math.abs(actual[name]![i]! - value)).toBeLessThan(3e-6));
}

const rate = (step: number): number => 0.1 / (step + 1);

onBackends(['native', 'wasm', 'cpu'], () => {
  test.each<SGDOptions>([
    { learningRate: rate },
    { learningRate: 0.1, momentum: 0.9 },
    { learningRate: rate, momentum: 0.9, weightDecay: 0.2 },
    { learningRate: 0.1, weightDecay: 0.2, decays: (name) => name !== 'bias' },
  ])('SGD with %o is what PyTorch documents', (options) => {
    const { momentum = 0, weightDecay = 0, decays = () => true, learningRate } = options;
    const expected = reference((theta, g, memory, step, name) => {
      const pull = g + (decays(name) ? weightDecay * theta : 0);
      memory[0] = momentum * memory[0]! + pull;
      return theta - (typeof learningRate === 'number' ? learningRate : learningRate(step)) * memory[0];
    });
    expectAlike(run(sgd(options)), expected);
  });

  describe.each([
    ['Adam', adam, false],
    ['AdamW', adamw, true],
  ] as const)('%s', (_, make, decoupled) => {
    test.each<Partial<AdamOptions>>([
      {},
      { beta1: 0.8, beta2: 0.95, epsilon: 1e-3 },
      { weightDecay: 0.3 },
      { weightDecay: 0.3, decays: () => true },
      { epsilon: 0.01, epsilonForm: 'beforeBiasCorrection' },
      { weightDecay: 0.3, decayOrder: 'after' },
    ])('with %o is what its paper says', (changes) => {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = decoupled ? 0.01 : 0 } = changes;
      const decays = changes.decays ?? ((name: string) => name !== 'bias');
      const expected = reference((theta, g, memory, step, name) => {
        const lr = rate(step);
        const decay = decays(name) ? weightDecay : 0;
        const gradient = decoupled ? g : g + decay * theta;
        memory[0] = beta1 * memory[0]! + (1 - beta1) * gradient;
        memory[1] = beta2 * memory[1]! + (1 - beta2) * gradient ** 2;
        const m = memory[0] / (1 - beta1 ** (step + 1));
        const v = memory[1] / (1 - beta2 ** (step + 1));
        // ε before the correction: √v + ε with v uncorrected, and the correction of √v joins the rate.
        const size =
          changes.epsilonForm === 'beforeBiasCorrection'
            ? (Math.sqrt(memory[1]) + epsilon) / Math.sqrt(1 - beta2 ** (step + 1))
            : Math.sqrt(v) + epsilon;
        if (!decoupled) return theta - (lr * m) / size;
        if (changes.decayOrder === 'after') return (theta - (lr * m) / size) * (1 - lr * decay);
        return theta * (1 - lr * decay) - (lr * m) / size;
      });
      expectAlike(run(make({ learningRate: rate, ...changes })), expected);
    });
  });

  test.each([0.5, 1e6])(
    'clipping to %d scales the whole gradient by one factor, and a small one not at all',
    (most) => {
      const expected = reference(
        (theta, g) => theta - 0.1 * g,
        (gradient) => {
          const norm = Math.sqrt(
            Object.values(gradient)
              .flat()
              .reduce((sum, g) => sum + g * g, 0),
          );
          return mapped(gradient, (g) => g * Math.min(1, most / (norm + 1e-6)));
        },
      );
      expectAlike(run(clip(most, sgd({ learningRate: 0.1 }))), expected);
    },
  );

  test.each([0.5, 1e6])('clipping to %d moves Adam alike, whether Adam multiplies or is given the product', (most) => {
    const whole = adamw({ learningRate: rate, weightDecay: 0.3, epsilon: 0.1 });
    const { applyScaled, ...plain } = adamw({ learningRate: rate, weightDecay: 0.3, epsilon: 0.1 });
    expect(applyScaled).toBeDefined();
    const found = run(clip(most, whole));
    expectAlike(found, run(clip(most, plain)));
    if (most === 0.5) expect(found).not.toEqual(run(adamw({ learningRate: rate, weightDecay: 0.3, epsilon: 0.1 })));
  });

  test('no optimizer lets tensors pile up, and dispose frees its memory', () => {
    const run5 = (optimizer: Optimizer): void => void run(optimizer);
    for (const make of [
      () => sgd({ learningRate: rate, momentum: 0.9, weightDecay: 0.1 }),
      () => clip(1, adamw({ learningRate: rate })),
    ]) {
      run5(make());
      const before = tf.memory().numTensors;
      run5(make());
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

test.each([
  [() => sgd({ learningRate: 1, momentum: 1 }), 'momentum is 1, but must be at least 0 and below 1.'],
  [() => sgd({ learningRate: 1, weightDecay: -1 }), 'weightDecay is -1, but must be finite and at least 0.'],
  [() => adam({ learningRate: 1, beta1: 1 }), 'beta1 is 1, but must be at least 0 and below 1.'],
  [() => adamw({ learningRate: 1, beta2: -0.1 }), 'beta2 is -0.1, but must be at least 0 and below 1.'],
  [() => adamw({ learningRate: 1, epsilon: 0 }), 'epsilon is 0, but must be finite and above 0.'],
  [() => adamw({ learningRate: 1, weightDecay: NaN }), 'weightDecay is NaN, but must be finite and at least 0.'],
  [() => adamw({ learningRate: NaN }), 'learningRate is NaN, but must be finite and at least 0.'],
  [() => adam({ learningRate: -1 }), 'learningRate is -1, but must be finite and at least 0.'],
  [() => sgd({ learningRate: Infinity }), 'learningRate is Infinity, but must be finite and at least 0.'],
  [
    () => sgd({ learningRate: '0.1' as never }),
    'learningRate is "0.1", but must be a number, finite and at least 0, or a function of the optimizer steps taken.',
  ],
  [() => linearDecay({ peak: NaN, total: 3 }), 'peak is NaN, but must be finite and at least 0.'],
  [() => cosineDecay({ peak: 1, total: 3, end: -1 }), 'end is -1, but must be finite and at least 0.'],
  [
    () => polynomialDecay({ peak: 1, total: 3, power: Infinity }),
    'power is Infinity, but must be finite and at least 0.',
  ],
  [() => clip(0, sgd({ learningRate: 1 })), 'maxNorm is 0, but must be above 0; leave clip out for no clipping.'],
])('an option out of range is refused in one sentence (%#)', (make, sentence) => {
  expect(make).toThrow(new Error(sentence));
});
