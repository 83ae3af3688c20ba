import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { answerScores, bestAnswer, type QuestionWindow, type SquadVersion } from '../../src/index.ts';

interface Cases {
  readonly sets: readonly {
    readonly version: SquadVersion;
    readonly predictions: string[];
    readonly truths: string[][];
    readonly scores: [exact: number, f1: number];
  }[];
  readonly questions: readonly {
    readonly version: SquadVersion;
    readonly passage: string;
    readonly spans: [number, number][];
    readonly windows: readonly { readonly places: number[]; readonly start: number[]; readonly end: number[] }[];
    readonly answer: {
      readonly text: string;
      readonly span: [number, number];
      readonly score: number;
      readonly probability: number;
    };
  }[];
}

/** Written by reference/squad.py, by the logic of SQuAD's scripts and of transformers' utils_qa.py. */
const { sets, questions } = JSON.parse(
  await readFile(new URL('../fixtures/answers.json', import.meta.url), 'utf8'),
) as Cases;

test.each([1, 2] as const)("exact match and F1 are those of SQuAD's own script of version %i", (version) => {
  const given = sets.filter((each) => each.version === version);
  expect(given).toHaveLength(40);
  for (const { predictions, truths, scores } of given) {
    const { exactMatch, f1 } = answerScores(predictions, truths, version);
    expect([predictions, exactMatch.toFixed(9), f1.toFixed(9)]).toEqual([
      predictions,
      ...scores.map((score) => score.toFixed(9)),
    ]);
  }
});

test('the best answer over the windows of a question is the one that transformers’ script chooses, where and how probably, or none', () => {
  for (const { version, passage, spans, windows, answer } of questions) {
    const asked = {
      id: '',
      passage,
      answers: { texts: [], starts: [] },
      spans: spans.map(([start, end]) => ({ start, end })),
    };
    const all = windows.map(({ places }): QuestionWindow => ({ ids: places, places, labels: [0, 0], question: asked }));
    const { text, start, end, score, probability } = bestAnswer(all, windows, { mayLack: version === 2 });
    expect({ text, span: [start, end] }).toEqual({ text: answer.text, span: answer.span });
    expect(score).toBeCloseTo(answer.score, 9);
    expect(probability).toBeCloseTo(answer.probability, 9);
  }
  expect(questions.some(({ answer }) => answer.text === '')).toBe(true);
});
