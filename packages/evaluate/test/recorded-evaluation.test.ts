import type { Model } from '@advtrain/core';
import { onBackends, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { textSet } from '../src/example-set.ts';
import { predict } from '../src/predict.ts';

onBackends(['native'], () => {
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
