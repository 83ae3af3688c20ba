import { decaysByDefault, mapParams, natural, type Model, type Plugin, type Step } from '@advtrain/core';
import { fold, type Key } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import {
  ballOf,
  fourBatches,
  gap,
  gradientsOf,
  onBackends,
  plainGradient,
  plainParams,
  tensorsOf,
  trained,
  type Kind,
  type Numbers,
  type PlainMove,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { asam, sam, type SAMOptions } from '../src/index.ts';

const kinds: readonly Kind[] = ['text', 'image'];

/** e in plain numbers: ρ · T² g / ‖T g‖, and 0 for parameters that are not moved. */
function plainMove(
  kind: Kind,
  rho: number,
  size: (name: string, theta: number) => number = () => 1,
  moved: (name: string) => boolean = () => true,
  gradient = plainGradient(kind),
): PlainMove {
  const params = plainParams(kind);
  let squares = 0;
  for (const [name, g] of Object.entries(gradient))
    if (moved(name)) g.forEach((each, i) => (squares += (size(name, params[name]![i]!) * each) ** 2));
  const norm = Math.sqrt(squares);
  return (name, theta) =>
    theta.map((value, i) =>
      moved(name) ? value + (rho * size(name, value) ** 2 * gradient[name]![i]!) / norm : value,
    );
}

/** One round at x with the masks of a key, or of the step. */
function round(keyOf: (step: Step) => Key | undefined): Plugin {
  return {
    name: 'round',
    *perturb(step) {
      const key = keyOf(step);
      yield { delta: tf.zerosLike(step.x), objective: (d) => step.loss(step.logits(d, key ? { key } : {})) };
    },
  };
}

function counted(kind: Kind, plugin: Plugin, rate = 0): Numbers {
  const batches = fourBatches(kind).slice(0, 1);
  const { gradients } = gradientsOf({ kind, batches, plugins: [plugin], rate });
  tf.dispose(batches.flatMap(tensorsOf));
  return gradients[0]!;
}

onBackends(['native', 'wasm'], () => {
  describe.each(kinds)('%s', (kind) => {
    test('the gradient of SAM is the plain one at parameters moved by ρ along one global direction', () => {
      const there = plainGradient(kind, { move: plainMove(kind, 0.5) });
      expect(gap(there, plainGradient(kind))).toBeGreaterThan(1e-2);
      expect(gap(counted(kind, sam({ rho: 0.5 })), there)).toBeLessThan(2e-6);
    });

    test('a round that is at other parameters already is moved from there', () => {
      const first: PlainMove = (name, theta) => (name === 'classifier.bias' ? theta.map((each) => each + 1) : theta);
      const method: Plugin = {
        name: 'elsewhere',
        *perturb(step) {
          const bias = step.model.params['classifier.bias']!;
          yield { delta: tf.zerosLike(step.x), params: { 'classifier.bias': tf.add(bias, 1) } };
        },
      };
      const second = plainMove(kind, 0.5, undefined, undefined, plainGradient(kind, { move: first }));
      const there = plainGradient(kind, { move: (name, theta) => second(name, first(name, theta)) });
      expect(gap(counted(kind, sam({ method, rho: 0.5 })), there)).toBeLessThan(4e-6);
    });

    test('with some parameters fixed the norm is over the others alone', () => {
      const there = plainGradient(kind, { move: plainMove(kind, 0.5, undefined, decaysByDefault) });
      expect(gap(counted(kind, sam({ rho: 0.5, moves: decaysByDefault })), there)).toBeLessThan(2e-6);
      expect(gap(counted(kind, sam({ rho: 0.5 })), there)).toBeGreaterThan(1e-4);
    });

    test('ASAM moves weights in proportion to their size, and biases as SAM does', () => {
      const size = (name: string, theta: number): number => (name.includes('weight') ? Math.abs(theta) + 0.01 : 1);
      const there = plainGradient(kind, { move: plainMove(kind, 0.5, size) });
      expect(gap(counted(kind, asam()), there)).toBeLessThan(2e-6);
    });

    test('ASAM as in davda54/sam moves everything in proportion to its size', () => {
      const there = plainGradient(kind, { move: plainMove(kind, 2, (_, theta) => Math.abs(theta)) });
      const plugin = asam({ rho: 2, eta: 0, scales: () => true });
      expect(gap(counted(kind, plugin), there)).toBeLessThan(4e-6);
      expect(gap(counted(kind, asam({ rho: 2, eta: 0 })), there)).toBeGreaterThan(1e-4);
    });

    test.each([
      ['natural training with two passes', () => natural({ passes: 2 })],
      ['PGD', (model) => pgd({ ball: ballOf(model) })],
      ['FreeLB', (model) => freelb({ ball: ballOf(model) })],
    ] satisfies [string, (model: Model) => Plugin][])(
      'with ρ = 0 around %s it is that method, bit for bit',
      (_, make) => {
        const inner = trained({ kind, plugins: (model) => [make(model)] });
        for (const masks of ['own', 'shared'] as const)
          for (const factory of [sam, asam])
            expect(trained({ kind, plugins: (model) => [factory({ method: make(model), rho: 0, masks })] })).toEqual(
              inner,
            );
      },
    );

    test('with ρ = 0 it is natural training, bit for bit', () => {
      expect(trained({ kind, plugins: () => [sam({ rho: 0 })] })).toEqual(trained({ kind, plugins: () => [] }));
    });

    test.each([
      ['own', (step) => fold(step.key, 'sam')],
      ['shared', () => undefined],
    ] satisfies [SAMOptions['masks'], (step: Step) => Key | undefined][])(
      'with %s masks the move is along the gradient with these, and the round has those of the step',
      (masks, keyOf) => {
        const found = counted(kind, round(keyOf), 0.2);
        const norm = Math.sqrt(Object.values(found).reduce((sum, g) => sum + g.reduce((all, x) => all + x * x, 0), 0));
        const there: Plugin = {
          name: 'there',
          *perturb(step) {
            const params = mapParams(step.params, (theta, name) =>
              tf.add(theta, tf.mul(tf.tensor(found[name]!, theta.shape), 0.5 / norm)),
            );
            yield { delta: tf.zerosLike(step.x), params };
          },
        };
        expect(gap(counted(kind, sam({ rho: 0.5, masks }), 0.2), counted(kind, there, 0.2))).toBeLessThan(2e-6);
        expect(gap(counted(kind, there, 0.2), counted(kind, there, 0))).toBeGreaterThan(1e-2);
      },
    );
  });

  test('parameters that are all fixed are refused', () => {
    expect(() => counted('text', sam({ moves: () => false }))).toThrow(
      'None of the parameters that the loss reaches is moved, but one must be: let moves name some.',
    );
  });

  test('every batch of a step has a move of its own', () => {
    const batches = fourBatches('text').slice(0, 2);
    const run = (accumulate: number, from: number, to: number) =>
      gradientsOf({ kind: 'text', batches: batches.slice(from, to), plugins: [sam({ rho: 0.5 })], accumulate });
    const both = run(2, 0, 2).gradients[0]!;
    const [first, second] = [run(1, 0, 1).gradients[0]!, run(1, 1, 2).gradients[0]!];
    const mean = Object.fromEntries(
      Object.entries(first).map(([name, g]) => [name, g.map((each, i) => (each + second[name]![i]!) / 2)]),
    );
    expect(gap(both, mean)).toBeLessThan(1e-6);
    tf.dispose(batches.flatMap(tensorsOf));
  });
});
