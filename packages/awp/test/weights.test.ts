import { natural, type Model, type Plugin } from '@advtrain/core';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import {
  ballOf,
  combined,
  fourBatches,
  gap,
  gradientsOf,
  onBackends,
  plainGradient,
  plainParams,
  roundAt,
  tensorsOf,
  tinyModel,
  trained,
  watched,
  type Kind,
  type Numbers,
  type PlainMove,
} from '@advtrain/testing';
import { trades } from '@advtrain/trades';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { awp, elementwiseAWP, startingAt } from '../src/index.ts';

const kinds: readonly Kind[] = ['text', 'image'];

/** v = γ · ‖w‖ · g / ‖g‖ of each matrix or kernel, in plain numbers. */
function plainMove(kind: Kind, gamma: number, gradient: Numbers): PlainMove {
  const matrices = matricesOf(kind);
  return (name, theta) => {
    if (!matrices.has(name)) return theta;
    const scale = (gamma * length(theta)) / length(gradient[name]!);
    return theta.map((value, i) => value + scale * gradient[name]![i]!);
  };
}

/** The same as competitions have it: all that is named weight, each entry cut to a share of its own size. */
function plainCut(gradient: Numbers, reach: number, cut: number): PlainMove {
  return (name, theta) => {
    if (!name.includes('weight')) return theta;
    const g = gradient[name]!;
    const scale = (reach * (length(theta) + 1e-6)) / (length(g) + 1e-6);
    return theta.map((value, i) => {
      const limit = cut * Math.abs(value);
      return value + Math.min(Math.max(scale * g[i]!, -limit), limit);
    });
  };
}

function matricesOf(kind: Kind): ReadonlySet<string> {
  const model = tinyModel(kind);
  const names = Object.entries(model.params).filter(([name, { rank }]) => rank > 1 && name.includes('weight'));
  model.dispose();
  return new Set(names.map(([name]) => name));
}

function length(numbers: Float32Array): number {
  return Math.sqrt(numbers.reduce((sum, each) => sum + each ** 2, 0));
}

function counted(kind: Kind, make: (model: Model) => Plugin): Numbers {
  const batches = fourBatches(kind).slice(0, 1);
  const model = tinyModel(kind);
  const { gradients } = gradientsOf({ kind, batches, plugins: [make(model)] });
  model.dispose();
  tf.dispose(batches.flatMap(tensorsOf));
  return gradients[0]!;
}

onBackends(['native', 'wasm'], () => {
  describe.each(kinds)('%s', (kind) => {
    test('the gradient is the plain one at weights moved by γ of their norm, tensor by tensor', () => {
      const there = plainGradient(kind, { move: plainMove(kind, 0.3, plainGradient(kind)) });
      expect(gap(there, plainGradient(kind))).toBeGreaterThan(1e-2);
      expect(
        gap(
          counted(kind, () => awp({ gamma: 0.3 })),
          there,
        ),
      ).toBeLessThan(2e-6);
    });

    test('around PGD the perturbation is found at the plain weights, and both gradients are at it', () => {
      let inner: ReturnType<typeof watched> | undefined;
      const found = counted(kind, (model) => {
        inner = watched(pgd({ ball: ballOf(model) }));
        return awp({ method: inner, gamma: 0.3 });
      });
      const delta = inner!.deltas[0]!;
      const atPlain = plainGradient(kind, { delta });
      expect(
        gap(
          counted(kind, () => roundAt(delta)),
          atPlain,
        ),
      ).toBeLessThan(2e-6);
      const there = plainGradient(kind, { delta, move: plainMove(kind, 0.3, atPlain) });
      expect(gap(found, there)).toBeLessThan(4e-6);
    });

    test('around FreeLB every round has weights of its own, and counts its share', () => {
      let inner: ReturnType<typeof watched> | undefined;
      const found = counted(kind, (model) => {
        inner = watched(freelb({ ball: ballOf(model), steps: 2 }));
        return awp({ method: inner, gamma: 0.3 });
      });
      const there = inner!.deltas.map((delta) => {
        const move = plainMove(kind, 0.3, plainGradient(kind, { delta }));
        return [0.5, plainGradient(kind, { delta, move })] as const;
      });
      expect(there).toHaveLength(2);
      expect(gap(found, combined(there))).toBeLessThan(4e-6);
    });

    test('a round that is at other weights already is moved from there', () => {
      const first: PlainMove = (name, theta) => (name === 'classifier.weight' ? theta.map((each) => 2 * each) : theta);
      const method: Plugin = {
        name: 'elsewhere',
        *perturb(step) {
          const weight = step.model.params['classifier.weight']!;
          yield { delta: tf.zerosLike(step.x), params: { 'classifier.weight': tf.mul(weight, 2) } };
        },
      };
      const second = plainMove(kind, 0.3, plainGradient(kind, { move: first }));
      const there = plainGradient(kind, { move: (name, theta) => second(name, first(name, theta)) });
      expect(
        gap(
          counted(kind, () => awp({ method, gamma: 0.3 })),
          there,
        ),
      ).toBeLessThan(4e-6);
    });

    test('as in competitions each weight is moved by a share of its own size at most', () => {
      const plain = plainGradient(kind);
      const there = plainGradient(kind, { move: plainCut(plain, 1, 0.2) });
      expect(
        gap(
          counted(kind, () => elementwiseAWP({ radius: 0.2 })),
          there,
        ),
      ).toBeLessThan(4e-6);
      const uncut = plainGradient(kind, { move: plainCut(plain, 0.1, 1e3) });
      expect(
        gap(
          counted(kind, () => elementwiseAWP({ stepSize: 0.1, radius: 1e3 })),
          uncut,
        ),
      ).toBeLessThan(4e-6);
      const sum = combined([
        [1, plain],
        [1, there],
      ]);
      expect(
        gap(
          counted(kind, () => elementwiseAWP({ radius: 0.2, plain: 'added' })),
          sum,
        ),
      ).toBeLessThan(4e-6);
    });

    test.each([
      ['natural training', () => natural()],
      ['PGD', (model) => pgd({ ball: ballOf(model) })],
      ['FreeLB', (model) => freelb({ ball: ballOf(model) })],
      ['TRADES', (model) => trades({ ball: ballOf(model), steps: 2 })],
    ] satisfies [string, (model: Model) => Plugin][])('with γ = 0 around %s it is that, bit for bit', (_, make) => {
      const inner = trained({ kind, plugins: (model) => [make(model)] });
      const run = (around: (method: Plugin) => Plugin) => trained({ kind, plugins: (model) => [around(make(model))] });
      expect(run((method) => awp({ method, gamma: 0 }))).toEqual(inner);
      expect(run((method) => awp({ method, gamma: startingAt(9, 0.3) }))).toEqual(inner);
      expect(run((method) => elementwiseAWP({ method, radius: 0 }))).toEqual(inner);
      expect(run((method) => awp({ method, gamma: startingAt(2, 0.3) }))).not.toEqual(inner);
    });
  });

  test('perturbing nothing is refused', () => {
    expect(() => counted('text', () => awp({ perturbs: () => false }))).toThrow(
      'None of the parameters that the loss reaches is perturbed: let perturbs name some.',
    );
  });
});
