import { l2 } from '@advtrain/attacks';
import {
  natural,
  readSafetensors,
  runRecord,
  variant,
  writeSafetensors,
  type RunRecord,
  type TensorFile,
} from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import { freeat } from '@advtrain/freeat';
import { freelb, freelbEntry } from '@advtrain/freelb';
import { onBackends, tinyText, values } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { classify, evaluate, fit, FitStopped, type FitOptions, type TextClassifier } from '../src/index.ts';

const labelNames = ['low', 'middle', 'high'];

/** Texts of digits, in three classes that their digits tell apart. */
function digits(count: number): Examples {
  const rows = Array.from({ length: count }, (_, row) => row);
  const text = (row: number) =>
    Array.from({ length: 2 + (row % 3) }, (_, i) => 3 * (row % 3) + ((row + i) % 3)).join(' ');
  return { texts: rows.map((row) => `${text(row)} ${row}`), labels: rows.map((row) => row % 3), labelNames };
}

/** A classifier that has learned nothing; frees it after use. */
async function withClassifier<T>(use: (classifier: TextClassifier) => Promise<T>): Promise<T> {
  const model = tinyText();
  const encode = (text: string) => ({
    ids: text
      .split(' ')
      .slice(0, -1)
      .map((word) => 3 + Number(word)),
  });
  const tokenizer = { padId: 0, encodeAll: ({ texts }: { texts: readonly string[] }) => texts.map(encode) };
  try {
    return await use({ model, tokenizer, labelNames, maxLength: 8 });
  } finally {
    model.dispose();
  }
}

const quick = { batchSize: 8, epochs: 4, learningRate: 0.05, seed: 3 } as const;
const ball = () => l2({ radius: 0.2, stepSize: 0.1 });
const paramsOf = ({ model }: TextClassifier) => values(model.params);

/** Aborts after so many steps. */
function stoppingAfter(step: number): Pick<FitOptions, 'signal' | 'onStep'> {
  const controller = new AbortController();
  const onStep = (taken: { readonly step: number }) => {
    if (taken.step === step) controller.abort();
  };
  return { signal: controller.signal, onStep };
}

async function stopped(classifier: TextClassifier, options: FitOptions<Examples>): Promise<FitStopped> {
  const error: unknown = await fit(classifier, digits(40), options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FitStopped);
  return error as FitStopped;
}

onBackends(['native'], () => {
  test('learns what can be learned, and says the classes of texts in the order of the rows', async () => {
    await withClassifier(async (classifier) => {
      const examples = digits(60);
      const { best, epochs, steps, units } = await fit(classifier, examples, {
        ...quick,
        method: freelb({ ball: ball() }),
      });
      expect(epochs).toHaveLength(4);
      expect({ steps, units }).toEqual({ steps: 24, units: 24 * 9 });
      expect(best.scores.accuracy).toBe(1);
      expect(await evaluate(classifier, examples, { metrics: ['matthews'] })).toEqual({ matthews: 1 });
      const classes = await classify(classifier, ['7 8 0', '0 1 0', '4 5 3 0']);
      expect(classes.map(({ label }) => label)).toEqual(['high', 'low', 'middle']);
    });
  });

  test('ends with the parameters of its best epoch, the first of equals', async () => {
    await withClassifier(async (classifier) => {
      const seen: ReturnType<typeof paramsOf>[] = [];
      const onEpoch = () => void seen.push(paramsOf(classifier));
      const { best, epochs } = await fit(classifier, digits(40), { ...quick, epochs: 8, learningRate: 0.3, onEpoch });
      const scores = epochs.map((epoch) => epoch.scores.accuracy!);
      expect(best.epoch).toBe(1 + scores.indexOf(Math.max(...scores)));
      expect(best.epoch).toBeLessThan(8);
      expect(paramsOf(classifier)).toEqual(seen[best.epoch - 1]);
      expect(seen[7]).not.toEqual(seen[best.epoch - 1]);
    });
  });

  describe.each([
    ['FreeLB', () => freelb({ ball: ball() }), 5],
    ['FreeAT, between two replays', () => freeat({ ball: ball(), replays: 3 }), 7],
    ['FreeLB, at the end of an epoch', () => freelb({ ball: ball() }), 8],
  ])('stopped and gone on with, %s', (_, method, at) => {
    test('ends where it would have without the stop, by way of a file and in another model', async () => {
      const whole = await withClassifier(async (classifier) => {
        const fitted = await fit(classifier, digits(40), { ...quick, method: method() });
        return { fitted, params: paramsOf(classifier) };
      });
      const state = await withClassifier(async (classifier) => {
        const error = await stopped(classifier, { ...quick, method: method(), ...stoppingAfter(at) });
        expect(error.message).toBe(
          `Training was stopped after step ${at} of 16; fit(…, { from: error.state }) goes on.`,
        );
        expect(error.name).toBe('AbortError');
        return Buffer.concat(writeSafetensors(error.state.tensors, error.state.metadata));
      });
      await withClassifier(async (classifier) => {
        const fitted = await fit(classifier, digits(40), { ...quick, method: method(), from: readSafetensors(state) });
        expect(fitted).toEqual(whole.fitted);
        expect(paramsOf(classifier)).toEqual(whole.params);
      });
    });
  });

  test('begins anew where it is not asked to go on, whether the one before was left or not', async () => {
    await withClassifier(async (classifier) => {
      await stopped(classifier, { ...quick, ...stoppingAfter(3) });
      const method = freeat({ ball: ball(), replays: 2 });
      const again = await fit(classifier, digits(40), { ...quick, method });
      expect(again.steps).toBe(16);
      expect((await fit(classifier, digits(40), { ...quick, method })).steps).toBe(16);
    });
  });

  test('keeps no tensor but the parameters, finished or stopped', async () => {
    await withClassifier(async (classifier) => {
      await fit(classifier, digits(40), { ...quick, method: freelb({ ball: ball() }) });
      const before = tf.memory().numTensors;
      await fit(classifier, digits(40), { ...quick, method: freelb({ ball: ball() }) });
      await stopped(classifier, { ...quick, ...stoppingAfter(6) });
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test('stops early by its patience, and gives every epoch with its state', async () => {
    await withClassifier(async (classifier) => {
      const states: TensorFile[] = [];
      const onEpoch: FitOptions['onEpoch'] = (_, state) => void states.push(state());
      const options = { ...quick, epochs: 20, learningRate: 1e-7, patience: 2, onEpoch };
      const { epochs, best } = await fit(classifier, digits(40), options);
      expect(epochs.map(({ isBest }) => isBest)).toEqual([true, false, false]);
      expect(best).toBe(epochs[0]);
      expect(states.map(({ metadata }) => metadata['index'])).toEqual(['4', '8', '12']);
    });
  });

  test('without examples held out trains on all, measures nothing and keeps the last parameters', async () => {
    await withClassifier(async (classifier) => {
      const { best, steps } = await fit(classifier, digits(40), { ...quick, development: 0 });
      expect({ best: best.epoch, scores: best.scores, steps }).toEqual({ best: 4, scores: {}, steps: 20 });
    });
  });

  test("takes a method's entry, with options that are shares of the data's lengths, and observers beside a method", async () => {
    await withClassifier(async (classifier) => {
      const method = variant(freelbEntry, { name: 'mine', options: { steps: 2, radius: '50%' } });
      expect((await fit(classifier, digits(40), { ...quick, method })).units).toBe(16 * 6);
      const records: RunRecord[] = [];
      const observer = runRecord((record) => records.push(record));
      await fit(classifier, digits(40), { ...quick, method: [freelb({ ball: ball() }), observer] });
      expect(records).toHaveLength(16);
    });
  });

  test('that diverges says so, and leaves the parameters of the best epoch before', async () => {
    await withClassifier(async (classifier) => {
      let kept = {};
      const onEpoch = ({ epoch }: { epoch: number }) => {
        if (epoch === 1) kept = paramsOf(classifier);
        const [theta] = Object.values(classifier.model.params);
        if (epoch === 2) tf.tidy(() => theta!.assign(tf.fill(theta!.shape, Number.NaN)));
      };
      await expect(fit(classifier, digits(40), { ...quick, learningRate: 1e-7, onEpoch })).rejects.toThrow(
        'The loss of step 9 is NaN: training has diverged. Give a smaller learningRate, or the method a smaller ball. ' +
          'The model has the parameters of epoch 1.',
      );
      expect(paramsOf(classifier)).toEqual(kept);
    });
  });

  test.each<[string, Examples, FitOptions<Examples>, string]>([
    [
      'classes',
      { ...digits(40), labelNames: ['a', 'b', 'c'] },
      {},
      "The examples' classes are a, b, c, but the classifier's are low, middle, high: load it with { labelNames: examples.labelNames }, or read the examples with { labelNames: classifier.labelNames }.",
    ],
    [
      'labels',
      { ...digits(40), labels: digits(40).labels.map((label) => label + 1) },
      { development: 0 },
      'The label of example 2 is 3, but must be from 0 to 2, for there are 3 classes: correct it, or name more.',
    ],
    [
      'a share',
      digits(40),
      { development: 1.5 },
      'development is 1.5, but must be a share of the examples, below 1, or other examples.',
    ],
    [
      'examples, whose classes have no names',
      { texts: digits(40).texts, labels: digits(40).labels } as unknown as Examples,
      {},
      'The examples have no labelNames, but need them: the names of their classes in order, or [] where labels are values.',
    ],
    ['numbers of labels', { ...digits(40), labels: [0, 1] }, {}, 'There are 2 labels, but 40 texts: give one a text.'],
    ['too few', digits(1), {}, 'There is 1 example, but training and development need at least 2: give more.'],
    [
      'methods',
      digits(40),
      { method: freelb as never },
      'method is the function freelb, but must be a method such as freelb({ ball }), methods and observers in an array, or an entry.',
    ],
    ['epochs', digits(40), { epochs: 0 }, 'epochs is 0, but must be a whole number, at least 1.'],
    ['a rate', digits(40), { learningRate: -1 }, 'learningRate is -1, but must be finite and above 0.'],
    [
      'a metric',
      digits(40),
      { metrics: ['precision' as 'f1'] },
      'There is no metric "precision"; there are accuracy, f1, matthews, pearson, spearman.',
    ],
    [
      'a state',
      digits(40),
      { from: { tensors: {}, metadata: {} } },
      'from is no state of a fit: give what onEpoch or a FitStopped gave.',
    ],
  ])('refuses wrong %s in a sentence, before it trains', async (_, examples, options, sentence) => {
    await withClassifier(async (classifier) => {
      const before = paramsOf(classifier);
      await expect(fit(classifier, examples, options)).rejects.toThrow(sentence);
      expect(paramsOf(classifier)).toEqual(before);
    });
  });

  test.each<[string, FitOptions<Examples>, Examples, RegExp]>([
    ['options', { epochs: 5 }, digits(40), /with epochs 4, but it is 5 here/],
    ['metrics', { metrics: ['f1'] }, digits(40), /with metrics \["accuracy"\], but it is \["f1"\] here/],
    ['method', { method: natural() }, digits(40), /with method "freelb, rounds 3", but it is "natural, rounds 1" here/],
    ['rounds', { method: freelb({ ball: ball(), steps: 2 }) }, digits(40), /but it is "freelb, rounds 2" here/],
    ['number of examples', {}, digits(41), /with examples "32, checksum \w+", but it is "33, checksum \w+" here/],
    [
      'texts with the same labels',
      {},
      { ...digits(40), texts: digits(40).texts.map((text) => `9 ${text}`) },
      /with examples "32, checksum \w+", but it is "32, checksum \w+" here/,
    ],
  ])('does not go on with another %s, which it names', async (_, options, examples, sentence) => {
    await withClassifier(async (classifier) => {
      const method = () => freelb({ ball: ball() });
      const { state } = await stopped(classifier, { ...quick, method: method(), ...stoppingAfter(3) });
      const again = { ...quick, method: method(), ...options, from: state };
      const error = fit(classifier, examples, again);
      await expect(error).rejects.toThrow(sentence);
      await expect(error).rejects.toThrow(': give the same, or leave from out to begin anew.');
    });
  });

  test('does not go on with an entry of other options, and does with another observer', async () => {
    await withClassifier(async (classifier) => {
      const mine = (radius: '5%' | '6%') => variant(freelbEntry, { name: 'mine', options: { radius } });
      const { state } = await stopped(classifier, { ...quick, method: mine('5%'), ...stoppingAfter(3) });
      const goesOn = (method: FitOptions['method']) =>
        fit(classifier, digits(40), { ...quick, method: method!, from: state });
      await expect(goesOn(mine('6%'))).rejects.toThrow(
        /with method "freelb, rounds 3, steps 3, .*radius 5%", but it is ".*radius 6%" here/,
      );
      const { state: plain } = await stopped(classifier, { ...quick, ...stoppingAfter(3) });
      const watched = [natural(), runRecord(() => undefined)];
      await fit(classifier, digits(40), { ...quick, method: watched, from: plain });
    });
  });
});
