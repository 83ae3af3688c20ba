import { decaysByDefault, natural, type Model, type Plugin } from '@advtrain/core';
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
import { asam, sam } from '../src/index.ts';

const kinds: readonly Kind[] = ['text', 'image'];

/** e in plain numbers: ρ · T² g / ‖T g‖, and 0 for parameters that are not moved. */
function plainMove(
  kind: Kind,
  rho: number,
  size: (name: string, theta: number) => number = () => 1,
  moved: (name: string) => boolean = () => true,
): PlainMove {
  const gradient = plainGradient(kind);
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

function counted(kind: Kind, plugin: Plugin): Numbers {
  const batches = fourBatches(kind).slice(0, 1);
  const { gradients } = gradientsOf({ kind, batches, plugins: [plugin] });
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

    test('the masks of the ascent are its own, or those of the round', () => {
      const found = (masks: 'own' | 'shared', rate: number) =>
        trained({ kind, rate, plugins: () => [sam({ rho: 0.5, masks })] }).params;
      expect(gap(found('own', 0.2), found('shared', 0.2))).toBeGreaterThan(1e-3);
      expect(found('own', 0)).toEqual(found('shared', 0));
    });
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
