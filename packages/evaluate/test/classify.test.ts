import { onBackends, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  accuracy,
  askedClassifier,
  asExamples,
  classify,
  evaluate,
  fit,
  setFor,
  type ClassifyOptions,
  type TextClassifier,
} from '../src/index.ts';

const labelNames = ['low', 'middle', 'high'];
const ids = (text: string) => text.split(' ').map((word) => 3 + Number(word));

/** A classifier of digits, or of pairs with a separator between them; frees it after use. */
async function withClassifier<T>(use: (classifier: TextClassifier) => Promise<T>): Promise<T> {
  const model = tinyText();
  const encodeAll: TextClassifier['tokenizer']['encodeAll'] = ({ texts, pairs }) =>
    texts.map((text, row) => ({ ids: pairs ? [...ids(text), 2, ...ids(pairs[row]!)] : ids(text) }));
  try {
    return await use({ model, tokenizer: { padId: 0, encodeAll }, labelNames, maxLength: 8 });
  } finally {
    model.dispose();
  }
}

const examples = { texts: ['0 1', '4 5', '7 8'], labels: [0, 1, 2], labelNames };

onBackends(['native'], () => {
  test('single texts and pairs that are asked about together have the answers that each has alone', async () => {
    await withClassifier(async (classifier) => {
      const model = askedClassifier(classifier);
      const asked = [['0 1'], ['4 5', '7'], ['7 8'], ['2', '3 0']] as const;
      const together = await model.logits(asked);
      for (const [row, one] of asked.entries()) {
        const [alone] = await model.logits([one]);
        for (const [place, logit] of alone!.entries()) expect(together[row]![place]).toBeCloseTo(logit, 5);
      }
      model.dispose();
    });
  });

  test('a model that computes no numbers has no accuracy and no classes, and says so in one sentence', async () => {
    await withClassifier(async (classifier) => {
      const { model } = classifier;
      for (const theta of Object.values(model.params)) theta.assign(tf.tidy(() => tf.fill(theta.shape, Number.NaN)));
      const sentence =
        "The model's answer to example 0 is no number: its weights are damaged, or it was trained too far.";
      await expect(evaluate(classifier, examples)).rejects.toThrow(sentence);
      await expect(accuracy(model, await setFor(classifier, examples))).rejects.toThrow(sentence);
      await expect(classify(classifier, examples.texts)).rejects.toThrow(sentence);
    });
  });

  test('others have a turn between two batches, which have so many tokens at most', async () => {
    await withClassifier(async (classifier) => {
      let turns = 0;
      const pause = () => {
        turns++;
        return Promise.resolve();
      };
      const model = askedClassifier(classifier, 32, { pause, batchTokens: 12 });
      const texts = Array.from({ length: 12 }, (_, row) => [`${row % 9} 1 2 3`] as const);
      const asked = await model.logits(texts);
      model.dispose();
      expect({ turns, asked: asked.length }).toEqual({ turns: 4, asked: 12 });
    });
  });

  test('no texts have no classes', async () => {
    expect(await withClassifier((classifier) => classify(classifier, []))).toEqual([]);
  });

  test.each([
    ['a text that is none', [5], {}, 'texts[0] is 5, but must be a text.'],
    ['one text in place of several', 'a film', {}, 'texts is a film, but must be an array of texts.'],
    ['a pair that is none', ['1', '2'], { pairs: ['1', undefined] }, 'pairs[1] is undefined, but must be a text.'],
    ['fewer pairs', ['1', '2'], { pairs: ['1'] }, 'There are 2 texts and 1 pairs: give each text its pair.'],
    ['an option that there is not', ['1'], { pair: ['1'] }, 'classify has no option "pair"; it has pairs,'],
  ])('classify refuses %s in one sentence', async (_, texts, options, sentence) => {
    await withClassifier(async (classifier) => {
      await expect(classify(classifier, texts as readonly string[], options as ClassifyOptions)).rejects.toThrow(
        sentence,
      );
    });
  });

  test.each([
    ['fewer pairs than texts', { pairs: ['1', '2'] }, 'There are 3 texts and 2 pairs: give each text its pair.'],
    ['choices of fewer questions', { choices: [['1', '2']] }, 'There are 3 questions, but choices for 1:'],
    ['a text without its pair', { pairs: ['1', undefined, '2'] }, 'pairs[1] is undefined, but must be a text.'],
  ])('fit, evaluate and setFor refuse %s', async (_, parts, sentence) => {
    const wrong = { ...examples, ...parts } as typeof examples;
    await withClassifier(async (classifier) => {
      await expect(fit(classifier, wrong)).rejects.toThrow(sentence);
      await expect(evaluate(classifier, wrong)).rejects.toThrow(sentence);
      await expect(setFor(classifier, wrong)).rejects.toThrow(sentence);
    });
  });
});

test('texts of which only some are pairs are not put together for a tokenizer', () => {
  expect(() => asExamples([['a'], ['b', 'c']])).toThrow('Of 2 texts 1 are pairs: encode those and the others apart.');
});
