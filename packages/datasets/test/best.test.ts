import { describe, expect, test } from 'vitest';
import { bestBy } from '../src/metrics/best.ts';

const labels = [1, 2, 3, 4];
/** Predictions whose Spearman correlation with the labels is 1, 0.6, −1 and none. */
const good = [1, 2, 3, 4];
const fair = [2, 1, 4, 3];
const bad = [4, 3, 2, 1];
const none = [1, 1, 1, 1];

describe('the best checkpoint', () => {
  test('is the first of the highest values, whatever came before and after', () => {
    const best = bestBy('spearman');
    const seen = [bad, fair, good, good, bad].map((predicted, at) => best.see(predicted, labels, at));
    expect(seen).toEqual([true, true, true, false, false]);
    expect(best.state).toEqual({ best: { value: 1, at: 2 }, since: 2 });
    expect(best.exhausted).toBe(false);
  });

  test('is never one whose metric is not a number', () => {
    const best = bestBy('spearman', { patience: 1 });
    expect(best.see(none, labels, 0)).toBe(false);
    expect(best.state.best).toBeUndefined();
    expect(best.exhausted).toBe(true);
    expect(best.see(bad, labels, 1)).toBe(true);
  });

  test('comes before training stops: after as many evaluations without a better one as there is patience', () => {
    const best = bestBy('accuracy', { patience: 2 });
    const stops = [good, bad, fair, fair].map((predicted, at) => {
      best.see(predicted, labels, at);
      return best.exhausted;
    });
    expect(stops).toEqual([false, false, true, true]);
  });

  test('is known again after a resume', () => {
    const first = bestBy('accuracy', { patience: 2 });
    first.see(good, labels, 7);
    first.see(bad, labels, 8);
    const second = bestBy('accuracy', { patience: 2, state: JSON.parse(JSON.stringify(first.state)) });
    expect(second.see(good, labels, 9)).toBe(false);
    expect(second.state).toEqual({ best: { value: 1, at: 7 }, since: 2 });
    expect(second.exhausted).toBe(true);
  });

  test('with no patience is refused', () => {
    expect(() => bestBy('f1', { patience: 0 })).toThrow('patience is 0, but must be a whole number of at least 1.');
  });
});
