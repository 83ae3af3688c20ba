import { l2, linf } from '@advtrain/attacks';
import { optionsOf, type Model, type TaskKind } from '@advtrain/core';
import { describeEntry, onBackends, trained } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { yopo, yopoEntry } from '../src/index.ts';

describeEntry(yopoEntry, {
  climbs: { options: { stepSize: 0.02, start: 0.02, radius: 0.15 } },
  // A block is 0.375 of the tiny text model.
  units: [
    [{}, 6 + 4 * 0.375],
    [{ depth: 0 }, 6],
    [{ outer: 3, inner: 1 }, 9 + 4 * 0.375],
    [{ outer: 3, inner: 3, depth: 2 }, 9 + 12 * 0.75],
  ],
});

onBackends(['wasm'], () => {
  const made = (kind: TaskKind, stepSize: number) => (model: Model) =>
    yopoEntry.plugins(optionsOf(yopoEntry, { inner: 4, stepSize, start: 0.1, radius: 0.5 }), { kind, model });

  test('for texts the inner moves share the step size among them, and the passes are averaged', () => {
    const ball = l2({ radius: 0.5, stepSize: 0.1, start: 0.1 });
    const direct = trained({ kind: 'text', plugins: () => [yopo({ ball, outer: 2, inner: 4, reduce: 'mean' })] });
    expect(trained({ kind: 'text', plugins: made('classification', 0.4) })).toEqual(direct);
  });

  test('for images each inner move has the whole step size, and the passes are added up', () => {
    const ball = linf({ radius: 0.5, stepSize: 0.02, start: 0.1 });
    const direct = trained({ kind: 'image', plugins: () => [yopo({ ball, outer: 2, inner: 4, reduce: 'sum' })] });
    expect(trained({ kind: 'image', plugins: made('images', 0.02) })).toEqual(direct);
  });
});
