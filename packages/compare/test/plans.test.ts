import { onBackends, tinyModel } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { planOf } from '../src/index.ts';
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
    expect(natural).toEqual({ steps: 20, unitsPerStep: 3 });
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
});
