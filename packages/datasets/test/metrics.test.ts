import '@tensorflow/tfjs-backend-cpu';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { metrics, predictions, type MetricName } from '../src/metrics/metrics.ts';

type Case = { predicted: number[]; labels: number[] } & Partial<Record<MetricName, number | null>>;

/** Written by reference/metrics.py, which computes them with scikit-learn and scipy. */
const cases = JSON.parse(await readFile(new URL('fixtures/metrics.json', import.meta.url), 'utf8')) as Case[];

describe('metrics', () => {
  test.each(Object.keys(metrics) as MetricName[])(
    "%s is scikit-learn's or scipy's, with ties, constants and single classes",
    (name) => {
      const given = cases.filter((each) => name in each);
      expect(given.length).toBeGreaterThan(10);
      for (const { predicted, labels, [name]: expected } of given) {
        const value = metrics[name](predicted, labels);
        if (expected === null) expect(value).toBeNaN();
        else expect(Math.abs(value - expected!)).toBeLessThanOrEqual(1e-9);
      }
    },
  );

  test('accuracy is the share of rows whose highest score is the label', () => {
    const logits = tf.tensor2d([0.1, 0.9, 2, -1, 0, 0.5], [3, 2]);
    expect([...predictions(logits)]).toEqual([1, 0, 1]);
    expect(metrics.accuracy(predictions(logits), [1, 0, 0])).toBe(2 / 3);
    logits.dispose();
  });

  test('a correlation with a NaN is NaN', () => {
    expect(metrics.pearson([1, NaN, 3], [1, 2, 3])).toBeNaN();
    expect(metrics.spearman([1, NaN, 3], [1, 2, 3])).toBeNaN();
  });

  test('predictions of nothing, or for other labels, are refused', () => {
    const sentence = 'There are 0 predictions for 0 labels: give as many of each, and at least one.';
    for (const name of ['accuracy', 'f1', 'matthews'] as const) expect(() => metrics[name]([], [])).toThrow(sentence);
    for (const name of ['pearson', 'spearman'] as const) {
      expect(() => metrics[name]([1], [1])).toThrow('a correlation needs as many of each, and at least two.');
      expect(() => metrics[name]([1, 2], [1, 2, 3])).toThrow('There are 2 predictions for 3 labels');
    }
  });
});
