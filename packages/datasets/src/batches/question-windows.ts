import type { Answers, Examples } from '../examples/examples.ts';
import type { TokenIds } from './text-batches.ts';

/** Where a token stands in a passage. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
}

/** A question with a part of its passage, as a tokenizer's `encodeWindows` gives it. */
export interface WindowIds extends TokenIds {
  /** Which token of the passage each token is; −1 for others. */
  readonly places: ArrayLike<number>;
}

/** A question and its passage, of which a window has a part. */
export interface AskedQuestion {
  readonly id: string;
  readonly passage: string;
  readonly answers: Answers;
  /** Where the tokens of the passage stand in it. */
  readonly spans: readonly TokenSpan[];
}

/** A window with the ends of the answer in it. */
export interface QuestionWindow extends WindowIds {
  readonly question: AskedQuestion;
  /** The token that the answer begins with and that it ends with; the first of all, twice, where the window lacks it. */
  readonly labels: readonly [start: number, end: number];
}

/**
 * Encodes a question and its passage in windows: a tokenizer's `encodeWindows`.
 *
 * @param question the question, which is never cut.
 * @param passage what is divided into windows.
 */
export type EncodeWindows = (
  question: string,
  passage: string,
) => { readonly spans: readonly TokenSpan[]; readonly windows: readonly WindowIds[] };

/**
 * The windows of questions, of each in their order, with the ends of its first answer as `run_qa.py` of transformers finds them. Throws one
 * sentence where the examples are no questions about passages.
 *
 * @param examples questions about passages.
 * @param encodeWindows a tokenizer's.
 */
export function questionWindows(
  { texts, pairs, answers, ids }: Examples,
  encodeWindows: EncodeWindows,
): QuestionWindow[] {
  if (!pairs || !answers) throw new Error('The examples have no answers in passages: encode them as texts.');
  return texts.flatMap((text, row) => {
    const passage = pairs[row]!;
    const { spans, windows } = encodeWindows(text.trimStart(), passage);
    const question = { id: ids?.[row] ?? String(row), passage, answers: answers[row]!, spans };
    return windows.map((window) => ({ ...window, question, labels: endsIn(window, question) }));
  });
}

function endsIn({ places }: WindowIds, { answers, spans }: AskedQuestion): [number, number] {
  const own = Array.from(places, (_, at) => at).filter((at) => places[at]! >= 0);
  const [begin] = answers.starts;
  const first = own[0];
  const last = own.at(-1);
  if (begin === undefined || first === undefined || last === undefined) return [0, 0];
  const end = begin + answers.texts[0]!.length;
  const spanAt = (at: number): TokenSpan => spans[places[at]!]!;
  if (spanAt(first).start > begin || spanAt(last).end < end) return [0, 0];
  let start = first;
  while (start <= last && spanAt(start).start <= begin) start++;
  let stop = last;
  while (stop >= first && spanAt(stop).end >= end) stop--;
  return [start - 1, stop + 1];
}
