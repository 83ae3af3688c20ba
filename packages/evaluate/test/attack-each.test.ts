import { l2 } from '@advtrain/attacks';
import type { Ball } from '@advtrain/attacks';
import { key, uniform } from '@advtrain/engine';
import { onBackends, tinyImage, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { accuracy } from '../src/accuracy.ts';
import { attackEach } from '../src/attacked/attack-each.ts';
import { attackedRows } from '../src/attacked/attacked-rows.ts';
import { imageSet, textSet } from '../src/example-set.ts';
import { predict } from '../src/predict.ts';
import { robustPoints, robustness } from '../src/attacked/robustness.ts';

/** Sentences of 2 to 20 tokens. */
const encoded = Array.from({ length: 45 }, (_, row) => ({
  ids: Array.from({ length: 2 + ((row * 7) % 19) }, (_, at) => (row * 5 + at * 3 + 1) % 12),
}));
const radii = [0.3, 1, 3];

/** A model, and those sentences labelled as it answers them, but for every fifth. */
async function answered() {
  const model = tinyText();
  const answers = await predict(model, textSet(encoded, undefined, { padId: 0 }));
  const labels = [...answers].map((answer, row) => (row % 5 === 0 ? (answer + 1) % 3 : answer));
  return { model, sentences: textSet(encoded, labels, { padId: 0 }) };
}

onBackends(['native'], () => {
  test('is independent of the batches: of their size, and of who else is attacked', async () => {
    const { model, sentences } = await answered();
    const attack = { radii, steps: 3, temperature: 1 };
    const { rows, lostAt } = await attackEach(model, sentences, attack);
    const before = tf.memory().numTensors;
    expect(await attackEach(model, sentences, attack)).toEqual({ rows, lostAt });
    expect(tf.memory().numTensors).toBe(before);
    expect(rows).toEqual([...encoded.keys()]);
    expect(new Set(lostAt).size).toBeGreaterThan(2);
    for (const batchSize of [1, 4, 7, 64]) {
      expect((await attackEach(model, sentences, { ...attack, batchSize })).lostAt).toEqual(lostAt);
    }
    const some = await attackEach(model, sentences, { ...attack, examples: 9 });
    expect(some.lostAt).toEqual(some.rows.map((row) => lostAt[row]));
    model.dispose();
  });

  test('begins with the accuracy of the model and never rises with the radius, in whatever order radii are named', async () => {
    const { model, sentences } = await answered();
    const points = await robustness(model, sentences, { radii, steps: 3 });
    expect(points.map(({ radius }) => radius)).toEqual([0, ...radii]);
    expect(points[0]!.accuracy).toBe(await accuracy(model, sentences));
    for (const [at, { accuracy: held }] of points.slice(1).entries()) {
      expect(held).toBeLessThanOrEqual(points[at]!.accuracy);
    }
    const turned = await robustness(model, sentences, { radii: [...radii].reverse(), steps: 3 });
    expect([turned[0]!, ...turned.slice(1).reverse()]).toEqual(points);
    model.dispose();
  });

  test('without a radius it is the accuracy of the model alone', async () => {
    const { model, sentences } = await answered();
    const held = await accuracy(model, sentences);
    expect(await robustness(model, sentences, { radii: [] })).toEqual([{ radius: 0, accuracy: held }]);
    expect(held).toBeLessThan(1);
    model.dispose();
  });

  test('attacks neither what is wrong without an attack nor what a smaller ball has broken', async () => {
    const { model, sentences } = await answered();
    const { lostAt } = await attackEach(model, sentences, { radii, steps: 3 });
    const started = new Map<number, number>();
    const counted = (radius: number): Ball => {
      const ball = l2({ radius, stepSize: (2.5 * radius) / 3, start: radius });
      return {
        ...ball,
        start: (site) => {
          started.set(radius, (started.get(radius) ?? 0) + 1);
          return ball.start(site);
        },
      };
    };
    // One a batch, which then holds no repetition.
    await attackEach(model, sentences, { radii, steps: 3, ball: counted, batchSize: 1 });
    const left = radii.map((_, at) => lostAt.filter((lost) => lost > ([0, ...radii][at] ?? 0)).length);
    expect(radii.map((radius) => started.get(radius))).toEqual(left);
    expect(left[0]).toBeLessThan(encoded.length);
    model.dispose();
  });

  test('counts an example as lost that is wrong at the start alone, and right after the last move', async () => {
    const { model, sentences } = await answered();
    const away = (magnitude: number): Ball => ({
      stepSize: 1,
      start: (site) => tf.mul(uniform(site.x.shape, key(3), -1, 1), magnitude),
      direction: (_gradient, _site, delta) => tf.neg(delta),
      project: (delta, { mask }) => (mask ? tf.mul(delta, mask) : delta),
    });
    const [clean, there, back] = await robustness(model, sentences, { radii: [1e-6, 50], steps: 1, ball: away });
    expect(there!.accuracy).toBe(clean!.accuracy);
    expect(back!.accuracy).toBeLessThan(clean!.accuracy);
    model.dispose();
  });

  test('attacks images alike, in whatever batches', async () => {
    const model = tinyImage();
    const images = {
      pixels: Uint8Array.from({ length: 40 * 25 }, (_, at) => (at * at * 37) % 256),
      labels: Uint8Array.from({ length: 40 }, (_, row) => row % 4),
      shape: [5, 5, 1] as const,
      labelNames: ['a', 'b', 'c', 'd'],
    };
    const attack = { radii: [0.05, 0.3], steps: 3 };
    const found = await attackEach(model, imageSet(images), attack);
    expect(new Set(found.lostAt).size).toBeGreaterThan(1);
    expect(await attackEach(model, imageSet(images), { ...attack, batchSize: 5 })).toEqual(found);
    expect(robustPoints(found, attack.radii).map(({ radius }) => radius)).toEqual([0, ...attack.radii]);
    model.dispose();
  });
});

onBackends(['cpu'], () => {
  test('chooses the same examples every time, of each class by its share', () => {
    const uneven = Array.from({ length: 100 }, (_, row) => (row < 70 ? 2 : row < 95 ? 0 : 1));
    const rows = attackedRows(uneven, 20);
    expect(rows).toEqual(attackedRows(uneven, 20));
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    const counts = [0, 1, 2].map((label) => rows.filter((row) => uneven[row] === label).length);
    expect(counts).toEqual([5, 1, 14]);
    expect(rows.slice(0, 14)).not.toEqual(Array.from({ length: 14 }, (_, at) => at));
    expect(attackedRows(uneven, 7)).toHaveLength(7);
    expect(attackedRows([1, 0, 1], 3)).toEqual([0, 1, 2]);
    expect(attackedRows([1, 0, 1], 30)).toEqual([0, 1, 2]);
  });
});
