import type { Model } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { onBackends, tinyImage } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { apgd, apgdCE, apgdT, autoAttack, fabT, plainCrossEntropy, square, strongest } from '../../src/index.ts';
import type { AttackOptions, GradientAttack } from '../../src/index.ts';
import { answersOf, pictures, points } from './sets.ts';
import { smallNet, traces } from './small-net.ts';

const given: AttackOptions = { key: key(6) };

/** A model, and a count of how often it was asked about a batch. */
function counted(model: Model): { readonly model: Model; passes: number } {
  const counter = {
    passes: 0,
    model: {
      ...model,
      trunk: (...all: Parameters<Model['trunk']>) => {
        counter.passes++;
        return model.trunk(...all);
      },
    },
  };
  return counter;
}

describe('AutoAttack', () => {
  test('is APGD-CE, APGD-T, FAB-T and Square with their published budgets', () => {
    const attack = autoAttack('standard', { radius: 0.3 });
    expect(attack.name).toBe('AutoAttack, standard');
    expect(attack.paper?.arxiv).toBe('2003.01690');
    expect(attack.cost(10)).toBe(201 + 9 * 201 + 9 * 300 + 5000);
    expect(attack.cost(5)).toBe(201 + 4 * 201 + 4 * 300 + 5000);
    expect(attack.needs).toEqual(['gradients', 'labels', 'four classes', 'logits', 'pixels']);
    expect(autoAttack('gradients', { radius: 0.3 }).paper).toBeUndefined();
  });
});

onBackends(['native'], () => {
  test('the standard version is its four attacks in turn, at plain logits whatever the temperature', async () => {
    const model = smallNet(true);
    const { labels } = traces.cases.find(({ norm }) => norm === 'linf')!;
    const set = points(traces.linf, [traces.side, traces.side, 1], labels);
    const radius = 0.02;
    const attack = autoAttack('standard', { radius });
    const options = { ...given, budget: { units: 2300 } };
    const plain = await attack.run(model, set, { ...options, temperature: 1 });
    // At this temperature the loss is 0 to the last bit, and so is its gradient.
    const cold = { ...options, temperature: 1e-4 };
    expect(await attack.run(model, set, cold)).toEqual(plain);
    const parts = [apgd({ radius }, plainCrossEntropy), apgdT({ radius }), fabT({ radius }), square({ radius })];
    expect(await strongest(parts).run(model, set, cold)).toEqual(plain);
    const calibrated = [apgdCE({ radius }), ...parts.slice(1)];
    expect(await strongest(calibrated).run(model, set, cold)).not.toEqual(plain);
    // Some are broken by the first, and some go on to the last.
    expect(plain.some(({ adversarial, units }) => adversarial && units <= 201)).toBe(true);
    expect(plain.some(({ units }) => units > 201 + 4 * 201 + 4 * 300)).toBe(true);
    model.dispose();
  });

  test('what one of its attacks cannot do is refused before any of them begins', async () => {
    const whole = tinyImage();
    const two: Model = { ...whole, trunk: (...all) => tf.slice(whole.trunk(...all), [0, 0], [-1, 2]) };
    const answered = pictures(await answersOf(two, pictures()));
    const refused = async (model: Model, set: typeof answered, attack: GradientAttack) => {
      const seen = counted(model);
      const sentence = await attack.run(seen.model, set, given).catch((error: unknown) => (error as Error).message);
      return { sentence, passes: seen.passes };
    };
    // The first attack would break all.
    const all = await apgd({ radius: 5 }, plainCrossEntropy).run(two, answered, given);
    expect(all.every(({ broken }) => broken)).toBe(true);
    const batches = [...answered.evaluation().rows].length;
    expect(await refused(two, answered, autoAttack('standard', { radius: 5 }))).toEqual({
      sentence: expect.stringContaining('APGD-DLR-T needs 4 classes or more, and the model answers 2') as string,
      passes: batches,
    });
    const flat = smallNet(true);
    const { labels } = traces.cases.find(({ norm }) => norm === 'linf')!;
    for (const [model, domain] of [
      [flat, 'Square is for pictures of 1 to 3 channels'],
      [{ ...flat, domain: undefined } as unknown as Model, 'Square changes squares of pixels'],
    ] as const)
      expect(
        await refused(model, points(traces.linf, [traces.side ** 2], labels), autoAttack('standard', { radius: 5 })),
      ).toEqual({ sentence: expect.stringContaining(domain) as string, passes: 1 });
    flat.dispose();
    whole.dispose();
  });
});
