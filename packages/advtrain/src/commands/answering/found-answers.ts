import { questionWindows } from '@advtrain/datasets';
import type { PassageQuestion, QuestionWindow } from '@advtrain/datasets';
import { answerSet, answersTo, checkAnswers, rowsOf } from '@advtrain/evaluate';
import { strideOf } from '../../options/window-options.ts';
import type { WindowFlags } from '../../options/window-options.ts';
import type { Opened } from './answering.ts';

/** What of its passage a model takes for the answer to a question. */
export interface FoundAnswer {
  /** `''` where there is none. */
  readonly answer: string;
  /** Where it begins in the passage, and where what follows it does, in characters as Python and SQuAD's files count them. */
  readonly start: number;
  readonly end: number;
  /** The sum of the logits of its ends. */
  readonly score: number;
  /** Its share among the 20 answers with the highest scores. */
  readonly probability: number;
}

/** A question that is encoded: the windows of its passage. */
export type EncodedQuestion = readonly QuestionWindow[];

/** Encodes a question. Throws one sentence where it leaves no room for its passage. */
export function encodedQuestion(
  { tokenizer, maxLength }: Opened,
  { id = '', question, context }: PassageQuestion,
  { docStride }: WindowFlags,
): EncodedQuestion {
  const example = { texts: [question], pairs: [context], answers: [{ texts: [], starts: [] }], ids: [id] };
  const stride = strideOf(docStride, maxLength);
  return questionWindows({ ...example, labels: [0], labelNames: [] }, (asked, passage) =>
    tokenizer.encodeWindows(asked, passage, { maxLength, stride }),
  );
}

/** The answers to questions, in their order. */
export async function foundAnswers(
  { model, tokenizer, maxLength, pause, batchTokens }: Opened,
  questions: readonly EncodedQuestion[],
  { maxAnswerLength, unanswerable = false }: WindowFlags,
): Promise<readonly FoundAnswer[]> {
  const windows = questions.flat();
  const choice = { version: unanswerable ? 2 : 1, maxAnswerLength } as const;
  const set = answerSet(windows, { padId: tokenizer.padId, maxLength, batchTokens, ...choice });
  const said = await rowsOf(model, set, { pause });
  checkAnswers(said.map(({ values }) => values));
  return [...answersTo(windows, said, choice)].map(([{ passage }, { start, end, score, probability }]) => ({
    answer: passage.slice(start, end),
    start: charactersIn(passage.slice(0, start)),
    end: charactersIn(passage.slice(0, end)),
    score,
    probability,
  }));
}

function charactersIn(text: string): number {
  return Array.from(text).length;
}
