import { answerScores, bestAnswer, textBatches } from '@advtrain/datasets';
import type { AskedQuestion, BestAnswer, EndLogits, QuestionWindow, SquadVersion } from '@advtrain/datasets';
import type { ExampleSet, TextSetOptions } from '../example-set.ts';
import { answerIn } from './judge.ts';
import type { Judged, Rows } from './judge.ts';

/** How windows of passages are put into batches, and judged. */
export interface AnswerSetOptions extends Omit<TextSetOptions, 'regression'> {
  /** Whether questions may lack an answer, as in SQuAD 2.0. */
  readonly version: SquadVersion;
}

/** Windows of passages with questions, an example each. A window is right where both ends of the answer in it are. */
export function answerSet(windows: readonly QuestionWindow[], options: AnswerSetOptions): ExampleSet {
  const { padId, maxLength, version } = options;
  const batching = { padId, rows: 'ends', ...(maxLength === undefined ? {} : { maxLength }) } as const;
  return {
    labels: windows.map(() => 0),
    judge: (said) => judged(windows, said, version),
    pick: (rows) =>
      answerSet(
        rows.map((row) => windows[row]!),
        options,
      ),
    training: (pass) => textBatches(windows, undefined, { ...pass, ...batching }),
    evaluation: (batchSize = 16) => textBatches(windows, undefined, { batchSize, order: 'length', ...batching }),
  };
}

/** What the windows say to each question, in the order of their first windows. */
export function answersTo(
  windows: readonly QuestionWindow[],
  said: readonly Rows[],
  version: SquadVersion,
): ReadonlyMap<AskedQuestion, BestAnswer> {
  const rows = new Map<AskedQuestion, number[]>();
  for (const [row, { question }] of windows.entries()) rows.set(question, [...(rows.get(question) ?? []), row]);
  const answers = [...rows].map(([question, own]): [AskedQuestion, BestAnswer] => {
    const some = own.map((row) => windows[row]!);
    return [
      question,
      bestAnswer(
        some,
        own.map((row) => endsIn(said[row]!)),
        { mayLack: version === 2 },
      ),
    ];
  });
  return new Map(answers);
}

function endsIn({ values, width }: Rows): EndLogits {
  return { start: values.subarray(0, width), end: values.subarray(width, 2 * width) };
}

function judged(windows: readonly QuestionWindow[], said: readonly Rows[], version: SquadVersion): Judged {
  const right = windows.map(({ labels }, row) => labels.every((label, end) => answerIn(said[row]!, end) === label));
  const answers = answersTo(windows, said, version);
  const { exactMatch, f1 } = answerScores(
    [...answers.values()].map(({ text }) => text),
    [...answers.keys()].map((question) => question.answers.texts),
    version,
  );
  return { right, scores: { 'exact-match': exactMatch, 'answer-f1': f1 } };
}
