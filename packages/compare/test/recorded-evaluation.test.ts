import { ascend, l2 } from '@advtrain/attacks';
import { probe } from '@advtrain/core';
import { key, Recordings } from '@advtrain/engine';
import { onBackends, tensorsOf, textBatch, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { recordedSite } from '../src/recorded-site.ts';

/** The logits of two batches of unlike lengths, each attacked at two radii. */
function attacked(after: number) {
  const model = tinyText();
  const batches = [5, 3].map((length) => textBatch({ key: key(length), examples: 4, length }));
  const recordings = new Recordings({ variables: Object.values(model.params), after });
  const logits = [0.2, 0.8].flatMap((radius) =>
    batches.map((batch) =>
      tf.tidy(() => {
        const probed = probe(model, batch, { key: key(2) });
        const site = recordedSite(probed, batch, recordings);
        const ball = l2({ radius, stepSize: radius, start: radius });
        const objective = (delta: tf.Tensor): tf.Scalar => probed.loss(tf.div(probed.logits(delta), 0.7));
        return Float32Array.from(site.logits(ascend(site, { ball, steps: 4, objective })).dataSync());
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
});
