import { percentileInterval, wilsonInterval } from '@advtrain/statistics';
import { expect, test } from 'vitest';
import { answerSet, scoreIntervals, tokenSet } from '../src/index.ts';
import type { Rows } from '../src/index.ts';

/** Logits of rows whose highest is that of a class. */
function saying(classes: readonly number[], width: number): Rows {
  const values = classes.flatMap((answer) => Array.from({ length: width }, (_, at) => (at === answer ? 5 : 0)));
  return { values: Float32Array.from(values), width };
}

test('exact match has Wilson’s interval, and F1 that of a bootstrap over questions', () => {
  const passage = 'a bb cc dd';
  const spans = [0, 2, 5, 8].map((start, at) => ({ start, end: start + [1, 2, 2, 2][at]! }));
  const places = [-1, 0, 1, 2, 3];
  const questions = [['bb'], ['bb cc'], ['dd'], ['cc'], ['bb dd']].map((texts, id) => {
    const question = { id: String(id), passage, answers: { texts, starts: [0] }, spans };
    return { ids: places, places, question, labels: [0, 0] as const };
  });
  // Each is answered with "bb cc".
  const said = questions.map(() => saying([2, 3], 5));
  const { tally, scores } = answerSet(questions, { padId: 0, version: 1 }).judge!(said);
  const found = scoreIntervals(tally);
  const f1 = [2 / 3, 1, 0, 2 / 3, 1 / 2];
  expect(scores['exact-match']).toBe(1 / 5);
  expect(found['exact-match']).toEqual({ value: 1 / 5, ...wilsonInterval({ right: 1, examples: 5 }) });
  const { low, high } = percentileInterval(f1, { resamples: 2000, seed: 1 });
  expect(found['answer-f1']!.value).toBeCloseTo(f1.reduce((sum, each) => sum + each, 0) / 5, 12);
  expect(found['answer-f1']!.low).toBeCloseTo(low, 12);
  expect(found['answer-f1']!.high).toBeCloseTo(high, 12);
});

test('tags have the F1 of every type of entity beside that of all', () => {
  const tagNames = ['O', 'B-PER', 'B-LOC'];
  const labels = [
    [1, 0, 2],
    [2, 0, 1],
  ];
  const encoded = labels.map((each) => ({ ids: each, labels: Int32Array.from(each), words: Int32Array.of(0, 1, 2) }));
  const set = tokenSet(encoded, { padId: 0, tagNames, scheme: 'IOB2' });
  const { tally, scores } = set.judge!([saying([1, 0, 0], 3), saying([2, 0, 1], 3)]);
  const found = scoreIntervals(tally);
  expect(Object.keys(scores)).toEqual(['entity-f1', 'entity-precision', 'entity-recall', 'token-accuracy']);
  expect(found['entity-f1 PER']).toEqual({ value: 1, low: 1, high: 1 });
  // One of two places is found: precision 1, recall 1/2; a sample of the first sentence alone finds none.
  expect(found['entity-f1 LOC']).toEqual({ value: 2 / 3, low: 0, high: 1 });
  expect(found['token-accuracy']!.value).toBe(5 / 6);
});
