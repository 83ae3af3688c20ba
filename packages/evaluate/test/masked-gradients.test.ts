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
const pixels = Uint8Array.from({ length: 24 * 25 }, (_, at) => (at * at * 37) % 256);
const images = { pixels, labels: new Uint8Array(24), shape: [5, 5, 1] as const, labelNames: ['a', 'b', 'c', 'd'] };

/** The model with other logits. */
function changed(model: Model, logits: (given: tf.Tensor2D) => tf.Tensor2D): Model {
  return { ...model, trunk: (...given) => logits(model.trunk(...given)) };
}

async function signsOf(model: Model, surrogate?: Model): Promise<readonly string[]> {
  const set = textSet(encoded, [...(await predict(model, textSet(encoded, undefined, { padId: 0 })))], { padId: 0 });
  const signs = await maskedGradients(model, set, { radius: 3, steps: 10, ...(surrogate && { surrogate }) });
  for (const { sentence } of signs) expect(sentence).toMatch(/^[A-Z0-9].*[0-9].*\.$/);
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

  test('one whose logits are steps shows that noise is as strong, that its loss is flat, and that another model breaks it', async () => {
    const model = tinyText();
    const steps = changed(model, (logits) => tf.mul(tf.round(tf.mul(logits, 8)), 1 / 8));
    expect(await signsOf(steps, model)).toEqual(expect.arrayContaining(['zero gradients', 'flat loss', 'transfer']));
    model.dispose();
  });

  test('of pictures whose gradients are 0 it says that a black box is stronger', async () => {
    const model = tinyImage();
    const below = (logits: tf.Tensor2D) => tf.sub(logits, tf.max(logits, 1, true));
    const steps = changed(model, (logits) => tf.mul(tf.round(tf.mul(below(logits), 2000)), 1 / 2000));
    const labels = Uint8Array.from(await predict(steps, imageSet(images)));
    const signs = await maskedGradients(steps, imageSet({ ...images, labels }), { radius: 0.9, steps: 5 });
    const shown = signs.filter(({ isShown }) => isShown).map(({ name }) => name);
    expect(shown).toEqual(expect.arrayContaining(['zero gradients', 'black box']));
    model.dispose();
  });
});
