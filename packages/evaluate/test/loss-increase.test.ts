import type { Model } from '@advtrain/core';
import { onBackends, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { textSet } from '../src/example-set.ts';
import { borneRadii, largestRises } from '../src/attacked/borne-radii.ts';
import type { Measurable } from '../src/attacked/borne-radii.ts';
import { lossIncrease } from '../src/attacked/loss-increase.ts';
import { predict } from '../src/predict.ts';

const encoded = Array.from({ length: 12 }, (_, row) => ({
  ids: Array.from({ length: 2 + ((row * 7) % 9) }, (_, at) => (row * 5 + at * 3 + 1) % 12),
}));

/** The same model with logits so many times as large: its losses rise sooner. */
function sharper(model: Model, times: number): Model {
  return { ...model, trunk: (...given) => tf.mul(model.trunk(...given), times) };
}

onBackends(['native'], () => {
  test('is as large as the loss rises at most in the balls that the first model bears, on what all answer rightly', async () => {
    const model = tinyText();
    const answers = [...(await predict(model, textSet(encoded, undefined, { padId: 0 })))];
    const labels = answers.map((answer, row) => (row % 4 === 0 ? (answer + 1) % 3 : answer));
    const set = textSet(encoded, labels, { padId: 0 });
    const models = {
      reference: { model: sharper(model, 8), set },
      same: { model: sharper(model, 8), set },
      meek: { model: sharper(model, 1e-3), set },
    };
    const options = { largest: 4, stepSize: 0.2, steps: 150, radii: 4 };
    // A number as a name is first in an object, and not here.
    const named = new Map<string, Measurable>([
      ['reference', models.reference],
      ['same', models.same],
      ['1', models.meek],
    ]);
    const { rows, radii, increases: found } = await lossIncrease(named, options);
    expect([...found.keys()]).toEqual(['reference', 'same', '1']);
    const increases = { reference: found.get('reference')!, same: found.get('same')!, meek: found.get('1')! };
    expect(rows).toEqual(encoded.map((_, row) => row).filter((row) => row % 4 !== 0));
    expect(increases.same).toEqual(increases.reference);
    expect(new Set(radii).size).toBeGreaterThan(1);
    expect(Math.max(...increases.reference)).toBeGreaterThan(0.05);
    for (const [at, increase] of increases.reference.entries()) {
      expect(increase).toBeGreaterThan(-1e-6);
      // The start of an ascent may lie a little lower than the clean example, and not higher than ln 3 at the end.
      expect(increase).toBeLessThanOrEqual(Math.log(3));
      expect(Math.abs(increases.meek[at]!)).toBeLessThan(0.01);
    }
    const borne = await borneRadii(models.reference, options);
    expect(borne.filter((radius) => radius !== null)).toEqual(radii);
    for (const name of ['same', 'meek'] as const) {
      const rises = await largestRises(models[name], borne, options);
      expect(rises.map((rise) => rise === null)).toEqual(borne.map((radius) => radius === null));
      expect(rises.filter((rise) => rise !== null)).toEqual(increases[name]);
    }
    model.dispose();
  });

  test('has no measure where no example is answered rightly', async () => {
    const model = tinyText();
    const answers = [...(await predict(model, textSet(encoded, undefined, { padId: 0 })))];
    const wrong = textSet(
      encoded,
      answers.map((answer) => (answer + 1) % 3),
      { padId: 0 },
    );
    await expect(lossIncrease(new Map([['one', { model, set: wrong }]]))).rejects.toThrow(
      'No example is answered rightly by all models',
    );
    const listed = { one: { model, set: wrong } } as unknown as ReadonlyMap<string, Measurable>;
    await expect(lossIncrease(listed)).rejects.toThrow('lossIncrease takes the models as a Map by name');
    model.dispose();
  });
});
