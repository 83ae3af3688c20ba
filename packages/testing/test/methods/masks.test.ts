import { l2 } from '@advtrain/attacks';
import { natural, sgd, Trainer, type Model, type Plugin } from '@advtrain/core';
import type { Key } from '@advtrain/engine';
import { freeat } from '@advtrain/freeat';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import { yopo } from '@advtrain/yopo';
import { describe, expect, test } from 'vitest';
import { fourBatches, gradientsOf, onBackends, textBatch, tinyModel, type Kind } from '../../src/index.ts';

/** A ball in which nothing moves: losses then differ by their masks alone. */
const still = l2({ radius: 1, stepSize: 0 });

onBackends(['native', 'wasm'], () => {
  const losses = (method: Plugin, steps = 2, rate = 0.4) => {
    const batches = Array.from({ length: steps }, () => textBatch());
    return gradientsOf({ kind: 'text', batches, plugins: [method], rate }).losses;
  };

  test('the rounds of a step share all masks, two steps share none', () => {
    const [first, second] = losses(freelb({ ball: still, steps: 3 }));
    expect(new Set(first).size).toBe(1);
    expect(new Set(second).size).toBe(1);
    expect(first![0]).not.toBe(second![0]);
  });

  test('the batches of one step have masks of their own', () => {
    const batches = [textBatch(), textBatch()];
    const { losses } = gradientsOf({ kind: 'text', batches, plugins: [natural()], rate: 0.4, accumulate: 2 });
    expect(losses[0]![0]).not.toBe(losses[0]![1]);
  });

  test('passes of natural training have masks of their own', () => {
    const [step] = losses(natural({ passes: 3 }));
    expect(new Set(step).size).toBe(3);
    expect(new Set(losses(natural({ passes: 3 }), 1, 0)[0]).size).toBe(1);
  });

  test('replays of FreeAT have masks of their own', () => {
    const steps = losses(freeat({ ball: still, replays: 3 }), 1);
    expect(new Set(steps.flat()).size).toBe(3);
    expect(new Set(losses(freeat({ ball: still, replays: 3 }), 1, 0).flat()).size).toBe(1);
  });

  describe.each<[string, Plugin]>([
    ['FreeLB', freelb({ ball: l2({ radius: 1, stepSize: 0.3 }) })],
    ['PGD', pgd({ ball: l2({ radius: 1, stepSize: 0.3 }) })],
    ['YOPO', yopo({ ball: l2({ radius: 1, stepSize: 0.3 }) })],
  ])('%s', (_, method) => {
    test.each<Kind>(['text', 'image'])('gives one key to every pass of a step, on %s', (kind) => {
      const keys = keysOf(kind, method);
      expect(new Set(keys.slice(0, keys.length / 4)).size).toBe(1);
      expect(new Set(keys).size).toBe(4);
    });
  });
});

/** The key of each evaluation of a stem or trunk, over the four steps of a run. */
function keysOf(kind: Kind, method: Plugin): string[] {
  const keys: string[] = [];
  const note = (key?: Key): void => void keys.push(JSON.stringify(key));
  const model = tinyModel(kind);
  const heard: Model = {
    ...model,
    stem: (params, x, inputs, key, depth) => {
      note(key);
      return model.stem(params, x, inputs, key, depth);
    },
    trunk: (params, hidden, inputs, key, depth) => {
      note(key);
      return model.trunk(params, hidden, inputs, key, depth);
    },
  };
  const trainer = new Trainer({
    model: heard,
    optimizer: sgd({ learningRate: 0 }),
    plugins: [method],
    seed: 7,
    compile: 'off',
  });
  for (const batch of fourBatches(kind)) trainer.step(batch);
  trainer.dispose();
  model.dispose();
  return keys;
}
