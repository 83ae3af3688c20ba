import type { QuestionWindow } from '../../batches/question-windows.ts';

/** How likely an answer begins and ends at each token of a window: logits [T]. */
export interface EndLogits {
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
}

/** How answers are chosen. */
export interface BestAnswerOptions {
  /** Whether there may be no answer, which then is `''`. */
  readonly mayLack: boolean;
  /** How many beginnings and ends are looked at. Default 20. */
  readonly most?: number;
  /** Tokens of an answer at most. Default 30. */
  readonly longest?: number;
}

/** An answer to a question, and the sum of the logits of its ends. */
export interface BestAnswer {
  readonly text: string;
  readonly score: number;
}

/**
 * The answer that the windows of one question say together: the highest sum of logits over pairs of ends in one window, as `run_qa.py` of
 * transformers chooses; with `mayLack` none where the first token of some window scores higher as both ends.
 */
export function bestAnswer(
  windows: readonly QuestionWindow[],
  logits: readonly EndLogits[],
  { mayLack, most = 20, longest = 30 }: BestAnswerOptions,
): BestAnswer {
  const found = windows.flatMap((window, row) => candidates(window, logits[row]!, most, longest));
  const none = Math.min(...logits.map(({ start, end }) => start[0]! + end[0]!));
  const best = highest(found);
  if (!mayLack) return best ?? { text: 'empty', score: 0 };
  if (!best || none > best.score) return { text: '', score: none };
  return best;
}

function candidates(
  { places, question }: QuestionWindow,
  { start, end }: EndLogits,
  most: number,
  longest: number,
): readonly BestAnswer[] {
  const { spans, passage } = question;
  const length = places.length;
  const ends = likeliest(end, length, most);
  return likeliest(start, length, most).flatMap((from) =>
    ends.flatMap((to) => {
      if (places[from]! < 0 || places[to]! < 0 || to < from || to - from + 1 > longest) return [];
      const text = passage.slice(spans[places[from]!]!.start, spans[places[to]!]!.end);
      return text === '' ? [] : [{ text, score: start[from]! + end[to]! }];
    }),
  );
}

/** The places with the highest logits, the highest first. */
function likeliest(logits: ArrayLike<number>, length: number, most: number): readonly number[] {
  return Array.from({ length }, (_, at) => at)
    .sort((a, b) => logits[b]! - logits[a]!)
    .slice(0, most);
}

function highest(all: readonly BestAnswer[]): BestAnswer | undefined {
  let best: BestAnswer | undefined;
  for (const each of all) if (!best || each.score > best.score) best = each;
  return best;
}
