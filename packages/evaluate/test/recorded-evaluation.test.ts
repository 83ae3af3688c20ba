import { l2, move } from '@advtrain/attacks';
import { probe } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import { key, Recordings } from '@advtrain/engine';
import { onBackends, tensorsOf, textBatch, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { textSet } from '../src/example-set.ts';
import { predict } from '../src/predict.ts';
import { recordedSite } from '../src/recorded-site.ts';

/** The logits at every move of batches of two lengths, each attacked at two radii. */
function attacked(after: number) {
  const model = tinyText();
  const batches = [5, 3, 5].map((length, at) => textBatch({ key: key(at), examples: 4, length }));
  const recordings = new Recordings({ variables: Object.values(model.params), after });
  const logits = [0.2, 0.8].flatMap((radius) =>
    batches.map((batch) =>
      tf.tidy(() => {
        const probed = probe(model, batch, { key: key(2) });
        const site = recordedSite(probed, batch, recordings, (logits) => probed.loss(tf.div(logits, 0.7)));
        const ball = l2({ radius, stepSize: radius, start: radius });
        let delta = ball.start(site);
        const seen: tf.Tensor[] = [];
        for (let taken = 0; taken < 4; taken++) {
          const { logits, gradient } = site.climb(delta);
          seen.push(logits);
          delta = move(ball, delta, gradient, site);
        }
        return Float32Array.from(tf.concat([...seen, site.logits(delta)]).dataSync());
      }),
    ),
  );
  const { count } = recordings;
  for (const each of [recordings, model]) each.dispose();
  tf.dispose(batches.flatMap(tensorsOf));
  return { logits, count };
}

onBackends(['native'], () => {
  test('an attack that is recorded finds what it finds operation by operation, bit for bit', () => {
    const plain = attacked(Infinity);
    const before = tf.memory().numTensors;
    for (const after of [0, 2]) expect(attacked(after).logits).toEqual(plain.logits);
    expect(tf.memory().numTensors).toBe(before);
    // A gradient and logits for every shape, whatever the radius.
    expect([plain.count, attacked(0).count]).toEqual([0, 4]);
  });

  test('predictions of many batches, which are recorded, are those of one after the other', async () => {
    const model = tinyText();
    const scored: Model = { ...model, trunk: (...given) => tf.slice(model.trunk(...given), [0, 0], [-1, 1]) };
    const encoded = Array.from({ length: 480 }, (_, row) => ({ ids: [row, row * 7, row * 5].map((id) => id % 12) }));
    const answers = (part: typeof encoded) =>
      predict(scored, textSet(part, undefined, { padId: 0 }), { kind: 'regression' });
    const whole = [...(await answers(encoded))];
    expect(new Set(whole).size).toBeGreaterThan(1);
    const parts = [await answers(encoded.slice(0, 160)), await answers(encoded.slice(160, 320))];
    parts.push(await answers(encoded.slice(320)));
    expect(parts.flatMap((part) => [...part])).toEqual(whole);
    model.dispose();
  });
});
