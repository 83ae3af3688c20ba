import { l2, linf } from '@advtrain/attacks';
import type { Model } from '@advtrain/core';
import { onBackends, tinyModel, trained } from '@advtrain/testing';
import { yopo } from '@advtrain/yopo';
import { expect, test } from 'vitest';
import { planOf, pluginOf } from '../src/index.ts';
import { exampleSettings } from './settings.ts';

onBackends(['wasm'], () => {
  const settings = { ...exampleSettings, epochs: 2 };

  test('FreeAT takes as many steps as natural training: epochs are divided by its replays', () => {
    const model = tinyModel('text');
    const [natural, freeat] = (['natural', 'freeat'] as const).map((name) =>
      planOf(name, settings, 10, { kind: 'classification', model }),
    );
    expect(freeat).toEqual(natural);
    expect(natural).toEqual({ steps: 20, units: 60 });
    model.dispose();
  });

  test("on texts YOPO's inner moves share the step size among them", () => {
    const options = { outer: 2, inner: 4, depth: 1, stepSize: 0.4, start: 0.1, radius: 0.5 };
    const ball = l2({ radius: 0.5, stepSize: 0.1, start: 0.1 });
    const direct = trained({ kind: 'text', plugins: () => [yopo({ ball, outer: 2, inner: 4, reduce: 'mean' })] });
    const plugins = (model: Model) => [pluginOf('yopo', options, { kind: 'classification', model })];
    expect(trained({ kind: 'text', plugins })).toEqual(direct);
  });

  test("on images balls are ℓ∞, and each of YOPO's inner moves has the whole step size, as in the official image code", () => {
    const options = { outer: 2, inner: 4, depth: 1, stepSize: 0.02, start: 0.1, radius: 0.1 };
    const ball = linf({ radius: 0.1, stepSize: 0.02, start: 0.1 });
    const direct = trained({ kind: 'image', plugins: () => [yopo({ ball, outer: 2, inner: 4, reduce: 'sum' })] });
    const plugins = (model: Model) => [pluginOf('yopo', options, { kind: 'images', model })];
    expect(trained({ kind: 'image', plugins })).toEqual(direct);
  });
});
