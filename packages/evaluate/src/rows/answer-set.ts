import { checked, needed, numberThat, wholeFrom, type RulesOf } from '@advtrain/core';
import { answerScore, bestAnswer, textBatches } from '@advtrain/datasets';
import type { AskedQuestion, BestAnswer, EndLogits, QuestionWindow, SquadVersion } from '@advtrain/datasets';
import { rowSetRules } from '../example-set.ts';
import type { ExampleSet, TextSetOptions } from '../example-set.ts';
import { answerIn } from './judge.ts';
import type { Judged, Rows } from './judge.ts';
import { scoresIn } from './tally.ts';
import type { Tally } from './tally.ts';

/** How answers are chosen among those that windows of a passage have. */
export interface AnswerOptions {
  /** Whether questions may lack an answer, as in SQuAD 2.0. */
  readonly version: SquadVersion;
  /** Tokens of an answer at most. Default 30. */
  readonly maxAnswerLength?: number | undefined;
}

/** How windows of passages are put into batches, and judged. */
export interface AnswerSetOptions extends Omit<TextSetOptions, 'regression'>, AnswerOptions {}

const rules: RulesOf<AnswerSetOptions> = {
  ...rowSetRules,
  version: needed(numberThat('1 or 2', (value) => value === 1 || value === 2)),
  maxAnswerLength: wholeFrom(1),
};

/**
 * Windows of passages with questions, an example each. A window is right where both ends of the answer in it are.
 *
 * @param windows those of a question one after the other.
 * @param options the id of padding, the most tokens, and how answers are read.
 */
export function answerSet(windows: readonly QuestionWindow[], options: AnswerSetOptions): ExampleSet {
  const { padId, maxLength, batchTokens } = checked('answerSet', options, rules);
  const batching = { padId, rows: 'ends', ...(maxLength === undefined ? {} : { maxLength }) } as const;
  return {
    labels: windows.map(() => 0),
    judge: (said) => judged(windows, said, options),
    pick: (rows) =>
      answerSet(
        rows.map((row) => windows[row]!),
        options,
      ),
    training: (pass) => textBatches(windows, undefined, { ...pass, ...batching }),
    evaluation: (batchSize = 16) =>
      textBatches(windows, undefined, { batchSize, batchTokens, order: 'length', ...batching }),
  };
}

/**
 * What the windows say to each question, in the order of their first windows.
 *
 * @param windows as in {@link answerSet}.
 * @param said the rows of logits of each window: where an answer begins, and where it ends.
 * @param options whether questions may lack an answer, and how long one may be.
 */
export function answersTo(
  windows: readonly QuestionWindow[],
  said: readonly Rows[],
  { version, maxAnswerLength }: AnswerOptions,
): ReadonlyMap<AskedQuestion, BestAnswer> {
  const choice = { mayLack: version === 2, ...(maxAnswerLength === undefined ? {} : { longest: maxAnswerLength }) };
  const rows = new Map<AskedQuestion, number[]>();
  for (const [row, { question }] of windows.entries()) rows.set(question, [...(rows.get(question) ?? []), row]);
  const answers = [...rows].map(([question, own]): [AskedQuestion, BestAnswer] => {
    const some = own.map((row) => windows[row]!);
    const ends = own.map((row) => endsIn(said[row]!));
    return [question, bestAnswer(some, ends, choice)];
  });
  return new Map(answers);
}

function endsIn({ values, width }: Rows): EndLogits {
  return { start: values.subarray(0, width), end: values.subarray(width, 2 * width) };
}

function judged(windows: readonly QuestionWindow[], said: readonly Rows[], options: AnswerOptions): Judged {
  const right = windows.map(({ labels }, row) => labels.every((label, end) => answerIn(said[row]!, end) === label));
  const counts = [...answersTo(windows, said, options)].map(([{ answers }, { text }]) => {
    const { exactMatch, f1 } = answerScore(text, answers.texts, options.version);
    return [1, exactMatch, f1];
  });
  const scores = ([questions = 0, exact = 0, f1 = 0]: readonly number[]) => {
    return { 'exact-match': exact / questions, 'answer-f1': f1 / questions };
  };
  const tally: Tally = { counts, scores, shares: ['exact-match'] };
  return { right, scores: scoresIn(tally), tally };
}
