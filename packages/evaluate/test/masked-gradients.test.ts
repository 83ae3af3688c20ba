import type { Model } from '@advtrain/core';
import { onBackends, tinyImage, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { imageSet, textSet } from '../src/example-set.ts';
import { maskedGradients } from '../src/attacked/masked-gradients.ts';
import { predict } from '../src/predict.ts';

const encoded = Array.from({ length: 24 }, (_, row) => ({
  ids: Array.from({ length: 2 + ((row * 7) % 12) }, (_, at) => (row * 5 + at * 3 + 1) % 12),
}));
const pixels = Uint8Array.from({ length: 480 * 25 }, (_, at) => (at * at * 37 + (at >> 5)) % 256);
const images = { pixels, labels: new Uint8Array(480), shape: [5, 5, 1] as const, labelNames: ['a', 'b', 'c', 'd'] };

/** The model with other logits. */
function changed(model: Model, logits: (given: tf.Tensor2D) => tf.Tensor2D): Model {
  return { ...model, trunk: (...given) => logits(model.trunk(...given)) };
}

async function signsOf(model: Model, surrogate?: Model, radius = 3): Promise<readonly string[]> {
  const set = textSet(encoded, [...(await predict(model, textSet(encoded, undefined, { padId: 0 })))], { padId: 0 });
  const surrogates = surrogate ? [{ model: surrogate, set }] : [];
  const signs = await maskedGradients(model, set, { radius, steps: 10, surrogates });
  for (const { sentence, examples } of signs) {
    expect(sentence).toMatch(/^[A-Z0-9].*[0-9].*\.$/);
    expect(examples).toBe(24);
  }
  return signs.filter(({ isShown }) => isShown).map(({ name }) => name);
}

onBackends(['native'], () => {
  test('a smooth model shows no sign', async () => {
    const model = tinyText();
    expect(await signsOf(model, model)).toEqual([]);
    model.dispose();
  });

  test('a radius at which noise and PGD both break everything is no sign', async () => {
    const model = tinyText();
    // In these noise finds an error within 20 tries, as the sentence says.
    const some = encoded.filter(({ ids }) => ids.length > 5);
    const set = textSet(some, [...(await predict(model, textSet(some, undefined, { padId: 0 })))], { padId: 0 });
    const signs = await maskedGradients(model, set, { radius: 3000, steps: 10 });
    const { sentence, isShown } = signs.find(({ name }) => name === 'noise')!;
    expect(sentence).toBe('20 random perturbations break 100.0 % of them, PGD 100.0 %.');
    expect(isShown).toBe(false);
    model.dispose();
  });

  test('one whose logits are huge shows zero gradients and needs the calibrated temperature', async () => {
    const model = tinyText();
    const signs = await signsOf(changed(model, (logits) => tf.mul(logits, 1e4)));
    expect(signs).toContain('zero gradients');
    expect(signs).toContain('temperature');
    model.dispose();
  });

  const stepped = (model: Model) => changed(model, (logits) => tf.mul(tf.round(tf.mul(logits, 8)), 1 / 8));

  test('one whose logits are steps shows that its loss is flat, that another model breaks it, and that noise is stronger', async () => {
    const model = tinyText();
    // In the smaller ball noise breaks 4 examples, which are too few to show anything.
    expect(await signsOf(stepped(model), model)).toEqual(['zero gradients', 'flat loss', 'transfer']);
    expect(await signsOf(stepped(model), model, 12)).toEqual(['zero gradients', 'noise', 'transfer']);
    model.dispose();
  });

  test('four examples show nothing, whatever becomes of them, and five do', async () => {
    const model = tinyText();
    const steps = stepped(model);
    const set = textSet(encoded, [...(await predict(steps, textSet(encoded, undefined, { padId: 0 })))], { padId: 0 });
    const shownOf = async (examples: number) => {
      const signs = await maskedGradients(steps, set, { radius: 12, steps: 10, examples });
      expect(new Set(signs.map((sign) => sign.examples))).toEqual(new Set([examples]));
      return signs.filter(({ isShown }) => isShown).map(({ name }) => name);
    };
    expect(await shownOf(4)).toEqual([]);
    expect(await shownOf(5)).toContain('zero gradients');
    model.dispose();
  });

  test('its progress rises to the whole', async () => {
    const model = tinyText();
    const set = textSet(encoded, [...(await predict(model, textSet(encoded, undefined, { padId: 0 })))], { padId: 0 });
    const told: number[] = [];
    const progress = (done: number, of: number) => told.push(done / of);
    await maskedGradients(model, set, { radius: 3, steps: 3, surrogates: [{ model, set }], progress });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect([told[0]! < 0.1, told.at(-1)]).toEqual([true, 1]);
    model.dispose();
  });

  test('of pictures whose gradients are 0 it says that a black box is stronger', async () => {
    const model = tinyImage();
    const below = (logits: tf.Tensor2D) => tf.sub(logits, tf.max(logits, 1, true));
    const steps = changed(model, (logits) => tf.mul(tf.round(tf.mul(below(logits), 200)), 1 / 200));
    const labels = Uint8Array.from(await predict(steps, imageSet(images)));
    const signs = await maskedGradients(steps, imageSet({ ...images, labels }), { radius: 0.7, steps: 5 });
    const shown = signs.filter(({ isShown }) => isShown).map(({ name }) => name);
    expect(shown).toEqual(expect.arrayContaining(['zero gradients', 'black box']));
    model.dispose();
  });
});
