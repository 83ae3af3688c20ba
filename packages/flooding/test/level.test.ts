import type { Model, Plugin } from '@advtrain/core';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import {
  ballOf,
  fourBatches,
  gap,
  gradientsOf,
  onBackends,
  plainGradient,
  tensorsOf,
  trained,
  type Kind,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { flooding } from '../src/index.ts';

const kinds: readonly Kind[] = ['text', 'image'];

function first(kind: Kind, plugins: readonly Plugin[]) {
  const batches = fourBatches(kind).slice(0, 1);
  const { gradients, losses } = gradientsOf({ kind, batches, plugins });
  tf.dispose(batches.flatMap(tensorsOf));
  return { gradient: gradients[0]!, loss: losses[0]![0]! };
}

onBackends(['native', 'wasm'], () => {
  describe.each(kinds)('%s', (kind) => {
    test('above the level the gradient is the plain one, below it the opposite', () => {
      const plain = plainGradient(kind);
      const { loss } = first(kind, []);
      const above = first(kind, [flooding({ level: loss / 2 })]);
      expect(gap(above.gradient, plain)).toBeLessThan(2e-6);
      expect(above.loss).toBeCloseTo(loss, 5);
      const below = first(kind, [flooding({ level: 2 * loss })]);
      const opposite = Object.fromEntries(Object.entries(plain).map(([name, g]) => [name, g.map((each) => -each)]));
      expect(gap(below.gradient, opposite)).toBeLessThan(2e-6);
      expect(below.loss).toBeCloseTo(3 * loss, 4);
    });

    test.each([
      ['natural training', () => []],
      ['PGD', (model) => [pgd({ ball: ballOf(model) })]],
      ['FreeLB', (model) => [freelb({ ball: ballOf(model) })]],
    ] satisfies [string, (model: Model) => Plugin[]][])('at level 0 beside %s it changes no bit', (_, make) => {
      const alone = trained({ kind, plugins: make });
      const beside = (level: number) => trained({ kind, plugins: (model) => [...make(model), flooding({ level })] });
      expect(beside(0)).toEqual(alone);
      expect(beside(100)).not.toEqual(alone);
    });
  });

  test('each batch of a step is flooded by its own mean', () => {
    const batches = fourBatches('text').slice(0, 2);
    const run = (accumulate: number, from: number, to: number) =>
      gradientsOf({ kind: 'text', batches: batches.slice(from, to), plugins: [flooding({ level: 1.2 })], accumulate });
    const both = run(2, 0, 2).gradients[0]!;
    const one = run(1, 0, 1).gradients[0]!;
    const two = run(1, 1, 2).gradients[0]!;
    const mean = Object.fromEntries(
      Object.entries(one).map(([name, g]) => [name, g.map((each, i) => (each + two[name]![i]!) / 2)]),
    );
    expect(gap(both, mean)).toBeLessThan(1e-6);
    tf.dispose(batches.flatMap(tensorsOf));
  });
});
