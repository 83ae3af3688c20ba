import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { fgmEntry } from '@advtrain/fgm';
import { freeatEntry } from '@advtrain/freeat';
import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { smartEntry } from '@advtrain/smart';
import { tinyImage } from '@advtrain/testing';
import { vatEntry } from '@advtrain/vat';
import { yopoEntry } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  calibrate,
  calibrationPage,
  calibrationText,
  configured,
  halfHasFallen,
  hasLearned,
  imageTask,
  Interrupted,
  lossPassesGuess,
  probedShares,
  proposals,
  rules,
} from '../../src/index.ts';
import type { CalibrateOptions, Probe, ProbePoint, RuleName, Task } from '../../src/index.ts';
import { tinyTask } from '../tiny-task.ts';
import { learnableTask, learnableTraining } from '../watching/learnable-task.ts';

const quartiles = { low: 1, median: 2, high: 3 };

/** A made-up probe of two classes whose loss rises, and whose accuracy falls, by a tenth for each percent. */
function probe(change: Partial<Probe> = {}): Probe {
  const point = (percent: number): ProbePoint => ({
    share: percent / 100,
    radius: percent / 20,
    loss: 0.3 + 0.1 * percent,
    oneMove: 0.3 + 0.05 * percent,
    accuracy: Math.max(0, 0.8 - 0.1 * percent),
  });
  return {
    steps: 24,
    examples: 96,
    classes: 2,
    guess: { loss: Math.log(2), accuracy: 0.5 },
    lengths: { example: 5, token: 1, entry: 0.1 },
    pixels: false,
    norms: { example: quartiles, token: quartiles },
    gradient: quartiles,
    vanished: 0,
    overflowed: 0,
    curve: [0, 1, 2, 3, 5, 10].map(point),
    ...change,
  };
}

describe('a probe', () => {
  test('says between which ε the loss passes that of a guess, and half of the right answers fall', () => {
    expect(lossPassesGuess(probe())).toBeCloseTo((Math.log(2) - 0.3) / 10, 9);
    expect(halfHasFallen(probe())).toBeCloseTo(0.04, 9);
  });

  test('says neither of a regression, nor where it does not happen', () => {
    const { curve } = probe();
    const values = curve.map(({ accuracy: _, ...rest }) => rest);
    const { classes: _, guess: __, ...rest } = probe({ curve: values });
    expect([lossPassesGuess(rest), halfHasFallen(rest), hasLearned(rest)]).toEqual([undefined, undefined, false]);
    const short = probe({ curve: curve.slice(0, 3) });
    expect([lossPassesGuess(short), halfHasFallen(short)]).toEqual([undefined, undefined]);
  });

  test('of a model that is no better than a guess has not learned', () => {
    const [clean] = probe().curve;
    expect(hasLearned(probe())).toBe(true);
    expect(hasLearned(probe({ curve: [{ ...clean!, loss: 0.68 }] }))).toBe(false);
    expect(hasLearned(probe({ curve: [{ ...clean!, accuracy: 0.55 }] }))).toBe(false);
  });

  test('of a model that always gives the most frequent class has not learned', () => {
    const guess = { loss: 0.325, accuracy: 0.9 };
    const [clean] = probe().curve;
    const at = (loss: number, accuracy: number) => hasLearned(probe({ guess, curve: [{ ...clean!, loss, accuracy }] }));
    expect([at(0.325, 0.9), at(0.3, 0.9), at(0.33, 0.95), at(0.25, 0.93)]).toEqual([false, false, false, true]);
  });
});

describe('the rules', () => {
  const chosen = (name: RuleName, change: Partial<Probe> = {}) => rules[name].choose(probe(change));

  test('are fixed, or go by what was measured', () => {
    expect(chosen('fixed-5%').share).toBe(0.05);
    expect(chosen('half-fall')).toMatchObject({ share: expect.closeTo(0.04, 9) as number });
    expect(chosen('ln-C').share).toBeCloseTo(0.0393, 3);
    expect(chosen('half-fall').because).toBe('At 4.0 % of ‖x‖ half of the right answers fall.');
  });

  test('cut what is beyond the usual, and say so', () => {
    const scaled = (by: number) => probe().curve.map((point) => ({ ...point, share: by * point.share }));
    const wide = chosen('half-fall', { curve: scaled(5) });
    expect(wide.share).toBe(0.12);
    expect(wide.because).toBe(
      'At 20.0 % of ‖x‖ half of the right answers fall, cut to what is usual, 0.5 % to 12.0 %.',
    );
    expect(chosen('half-fall', { curve: scaled(0.1) }).share).toBe(0.005);
    const never = chosen('half-fall', { curve: probe().curve.slice(0, 2) });
    expect(never.share).toBe(0.12);
    expect(never.because).toMatch(/^Not even at 1\.0 % of ‖x‖ is it so that half of the right answers fall; /);
  });

  test('begin at 3 % where the model has learned nothing', () => {
    const curve = probe().curve.map((point) => ({ ...point, loss: 0.7 }));
    expect(chosen('ln-C', { curve })).toEqual({
      share: 0.03,
      because: expect.stringMatching(/^After 24 steps the model is not better than a guess/) as string,
    });
    expect(chosen('fixed-2%', { curve }).share).toBe(0.02);
  });

  test('have the names that they are listed under', () => {
    expect(Object.entries(rules).map(([name, rule]) => rule.name === name)).not.toContain(false);
  });
});

describe('proposals', () => {
  const entries = [naturalEntry, pgdEntry, freeatEntry, yopoEntry, freelbEntry, fgmEntry, smartEntry];
  const choice = { share: 0.06, because: 'Because.' };
  const optionsOf = (found: ReturnType<typeof proposals>) =>
    Object.fromEntries(found.map(({ method, options }) => [method, options]));

  test('share the way to ε out among the moves of a batch, for every method that moves in a ball', () => {
    const found = proposals(configured(entries), choice, probe());
    expect(optionsOf(found)).toEqual({
      pgd: { stepSize: '2%', start: '1.8%', radius: '6%' },
      freeat: { stepSize: '3%', start: '1.8%', radius: '6%' },
      yopo: { stepSize: '6%', start: '1.8%', radius: '6%' },
      freelb: { stepSize: '3%', start: '1.8%', radius: '6%' },
      fgm: { radius: '6%' },
    });
    expect(found.find(({ method }) => method === 'freelb')?.because).toBe(
      'Because. Its 2 moves together are as long as ε. The start is at 0.3 ε, well inside.',
    );
    expect(() => configured(entries, optionsOf(found))).not.toThrow();
  });

  test('have two rounds where one move climbs nearly as high as several', () => {
    const curve = probe().curve.map((point) => ({ ...point, oneMove: 0.3 + 0.95 * (point.loss - 0.3) }));
    const found = proposals(configured(entries), choice, probe({ curve }));
    expect(optionsOf(found)).toMatchObject({
      pgd: { steps: 2, stepSize: '3%' },
      freeat: { replays: 2, stepSize: '6%' },
      yopo: { stepSize: '6%' },
      freelb: { steps: 2, stepSize: '6%' },
    });
    expect(found.at(-1)?.options).toEqual({ radius: '6%' });
    const settled = { freelb: { steps: 4 } };
    const kept = proposals(configured([freelbEntry], settled), choice, probe({ curve }), settled);
    expect(optionsOf(kept)).toEqual({ freelb: { stepSize: '2%', start: '1.8%', radius: '6%' } });
    expect(found[0]?.because).toMatch(/One move climbs at least 90\.0 % as high as several, so steps is 2\.$/);
    expect(() => configured(entries, optionsOf(found))).not.toThrow();
  });
});

describe('calibrate', () => {
  beforeAll(() => engine({ backend: 'wasm' }));

  const training = { batchSize: 8, epochs: 20, learningRate: 1e-2, warmup: 0, clipNorm: 1 };
  const asked = async (change: Partial<CalibrateOptions> = {}): Promise<CalibrateOptions> => ({
    task: await tinyTask(),
    methods: [naturalEntry, freelbEntry],
    training,
    examples: 16,
    ...change,
  });

  test('probes training examples along the ascent, the same each time, and leaves no tensor behind', async () => {
    const first = await calibrate(await asked());
    const { numTensors } = tf.memory();
    const { probe: found, proposals: proposed } = await calibrate(await asked());
    expect(found).toEqual(first.probe);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(found).toMatchObject({ steps: 24, examples: 16, classes: 2, pixels: false, vanished: 0, overflowed: 0 });
    expect(found.curve.map(({ share }) => share)).toEqual([0, ...probedShares]);
    for (const { share, radius } of found.curve) expect(radius).toBeCloseTo(share * found.lengths.example, 9);
    expect(found.curve[0]!.oneMove).toBe(found.curve[0]!.loss);
    const losses = found.curve.map(({ loss }) => loss);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
    expect(losses.at(-1)).toBeGreaterThan(losses[0]!);
    expect(proposed.map(({ method }) => method)).toEqual(['freelb']);
  });

  test('goes on with natural steps until the model tells classes apart, unless it is told how many', async () => {
    const task = await learnableTask();
    // Half of all steps are a warm-up, in the first 24 of which nothing is learnt.
    const slow = { ...learnableTraining, epochs: 30, warmup: 0.5 };
    const stepsWith = async (change: Partial<CalibrateOptions>) => {
      const { probe: found } = await calibrate(await asked({ task, training: slow, ...change }));
      return { steps: found.steps, learned: hasLearned(found) };
    };
    const { steps, learned } = await stepsWith({});
    expect(learned).toBe(true);
    expect(steps).toBeGreaterThan(24);
    expect(steps).toBeLessThan(192);
    expect(await stepsWith({ steps: 24 })).toEqual({ steps: 24, learned: false });
    expect(await stepsWith({ stepsAtLeast: 8 })).toEqual({ steps, learned: true });
    expect(await stepsWith({ stepsAtLeast: steps + 3 })).toEqual({ steps: steps + 3, learned: true });
    const never = { ...slow, learningRate: 1e-9 };
    expect(await stepsWith({ training: never })).toEqual({ steps: 192, learned: false });
    // Nine of ten are of a class that is always the answer: a loss of 0.33 and 90 % right, and nothing learned.
    const always = await learnableTask(
      128,
      (params) => ({ ...params, 'classifier.bias': tf.tensor1d([Math.log(9), 0]) }),
      (row) => (row % 10 === 0 ? 1 : 0),
    );
    expect(await stepsWith({ task: always, training: never })).toEqual({ steps: 192, learned: false });
  });

  test('says that nothing climbs where a confident model has no gradient', async () => {
    const task = await tinyTask();
    const confident: Task = {
      ...task,
      model: async (seed) => {
        const model = await task.model(seed);
        const head = model.params['classifier.weight']!;
        tf.tidy(() => {
          head.assign(tf.mul(head, 1e6));
        });
        return model;
      },
    };
    const { probe: found } = await calibrate(
      await asked({ task: confident, steps: 1, training: { ...training, learningRate: 1e-12, weightDecay: 0 } }),
    );
    // The cross-entropy of what is right with certainty has a gradient of exactly 0, that of what is wrong has not.
    expect(found.vanished).toBeGreaterThan(0);
    expect(found.vanished).toBeCloseTo(found.curve[0]!.accuracy!, 9);
  });

  test('of images climbs in their pixels, and proposes shares of their range', async () => {
    const images = {
      pixels: Uint8Array.from({ length: 16 * 25 }, (_, i) => (53 * i) % 256),
      shape: [5, 5, 1] as const,
      labels: Uint8Array.from({ length: 16 }, (_, i) => i % 4),
      labelNames: ['a', 'b', 'c', 'd'],
    };
    const task = await imageTask({
      title: 'sixteen images',
      train: images,
      development: images,
      test: images,
      model: { title: 'a tiny net', fresh: () => tinyImage() },
    });
    const { probe: found, proposals: proposed } = await calibrate(
      await asked({ task, methods: [pgdEntry, vatEntry], rule: 'fixed-5%' }),
    );
    expect(found).toMatchObject({ pixels: true, classes: 4, lengths: { entry: 1 } });
    for (const { share, radius } of found.curve) expect(radius).toBe(share);
    // VAT's length is in l2, of which the probe says nothing.
    expect(proposed.map(({ method }) => method)).toEqual(['pgd']);
    expect(proposed[0]).toMatchObject({
      options: { radius: '5%', start: '1.5%' },
      because: expect.stringMatching(/^ε is 5% of the range of pixels whatever was measured\./) as string,
    });
    const losses = found.curve.map(({ loss }) => loss);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
  });

  test('falls back to what is usual for a regression', async () => {
    const { choice, probe: found, rule } = await calibrate(await asked({ task: await tinyTask('regression') }));
    expect([rule, choice.share, found.classes]).toEqual(['ln-C', 0.03, undefined]);
    expect(found.curve[0]).not.toHaveProperty('accuracy');
  });

  test('shows what it found and why it proposes what, as text and as a page that needs nothing else', async () => {
    const task = await tinyTask();
    const calibration = await calibrate(await asked({ task, rule: 'fixed-5%', options: { freelb: { steps: 3 } } }));
    const text = calibrationText(calibration);
    expect(text).toMatch(
      /^After 24 natural steps the loss of 16 training examples, which those steps were on too, is [\d.]+, [\d.]+ % right\.$/m,
    );
    expect(text).toMatch(
      /^FreeLB: stepSize 2\.5%, start 1\.5%, radius 5%\n {2}ε is 5% of ‖x‖ whatever was measured\. /m,
    );
    const html = calibrationPage(calibration, { data: 'a <b>', model: task.info.model });
    expect(html.match(/<figure/g)).toHaveLength(2);
    expect(html).toContain('a &lt;b&gt;');
    expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /<script|https?:|NaN|undefined|Infinity/,
    );
  });

  test.each(['steps', 'stepsAtLeast', 'examples'] as const)('refuses %s that are no whole number', async (name) => {
    const task = await learnableTask();
    await expect(calibrate(await asked({ task, [name]: Number.NaN }))).rejects.toThrow(
      `${name} is NaN, but must be a whole number`,
    );
  });

  test('is interrupted by a signal, and says where the loss is no number', async () => {
    const aborted = new AbortController();
    const on = (): void => {
      aborted.abort();
    };
    await expect(calibrate(await asked({ on, signal: aborted.signal }))).rejects.toThrow(Interrupted);
    await expect(calibrate(await asked({ training: { ...training, learningRate: 1e30 } }))).rejects.toThrow(
      /^The loss of natural step \d+ is NaN, so nothing can be calibrated; lower --learning-rate\.$/,
    );
  });
});
