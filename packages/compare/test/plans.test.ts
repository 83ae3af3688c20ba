import { l2 } from '@advtrain/attacks';
import { costLedger } from '@advtrain/core';
import { onBackends, tinyModel, trained } from '@advtrain/testing';
import { yopo } from '@advtrain/yopo';
import { expect, test } from 'vitest';
import { presets } from '../src/index.ts';
import { planOf, pluginOf } from '../src/plugins.ts';

onBackends(['wasm'], () => {
  const settings = { ...presets['quick']!, epochs: 2 };

  test('FreeAT takes as many steps as natural training: epochs are divided by its replays', () => {
    const model = tinyModel('text');
    const [natural, freeat] = (['natural', 'freeat'] as const).map((name) => planOf(name, settings, 10, model));
    expect(freeat).toEqual(natural);
    expect(natural).toEqual({ steps: 20, units: 60 });
    model.dispose();
  });

  test('the plan of every method is what its steps then cost', () => {
    const model = tinyModel('text');
    for (const name of ['natural', 'pgd', 'yopo', 'freelb'] as const) {
      const ledger = costLedger();
      trained({ kind: 'text', plugins: () => [pluginOf(name, settings.options[name]), ledger] });
      const { steps, units } = planOf(name, { ...settings, epochs: 1 }, ledger.ledger.steps, model);
      expect([steps, units]).toEqual([4, expect.closeTo(ledger.ledger.units, 6)]);
    }
    model.dispose();
  });

  test("YOPO's inner moves share the step size among them, as in the official text code", () => {
    const options = { outer: 2, inner: 4, depth: 1, stepSize: 0.4, start: 0.1, radius: 0.5 };
    const ball = l2({ radius: 0.5, stepSize: 0.1, start: 0.1 });
    const direct = trained({ kind: 'text', plugins: () => [yopo({ ball, outer: 2, inner: 4, reduce: 'mean' })] });
    expect(trained({ kind: 'text', plugins: () => [pluginOf('yopo', options)] })).toEqual(direct);
  });
});
