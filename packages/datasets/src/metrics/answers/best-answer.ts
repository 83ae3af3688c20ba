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
  /** How many beginnings and ends are looked at, and how many answers probabilities are of. Default 20. */
  readonly most?: number;
  /** Tokens of an answer at most. Default 30. */
  readonly longest?: number;
}

/** An answer to a question. */
export interface BestAnswer {
  readonly text: string;
  /** Where it begins in the passage and where what follows it does, as `slice` takes them; 0 and 0 where there is none. */
  readonly start: number;
  readonly end: number;
  /** The sum of the logits of its ends. */
  readonly score: number;
  /** Its share among the answers with the highest scores, by the softmax of these. */
  readonly probability: number;
}

type Candidate = Pick<BestAnswer, 'start' | 'end' | 'score'>;

/**
 * The answer that the windows of one question say together: the highest sum of logits over pairs of ends in one window, as `run_qa.py` of
 * transformers chooses; with `mayLack` none where the first token of every window scores higher as both ends. Where no pair is an answer, the
 * text is `empty`, as it is there.
 *
 * @param windows those of one question.
 * @param logits of each window, where an answer begins and where it ends.
 * @param options whether an answer may lack, how many ends are looked at (default 20), and the most tokens of an answer (default 30).
 */
export function bestAnswer(
  windows: readonly QuestionWindow[],
  logits: readonly EndLogits[],
  { mayLack, most = 20, longest = 30 }: BestAnswerOptions,
): BestAnswer {
  const passage = windows[0]?.question.passage ?? '';
  const none = { start: 0, end: 0, score: Math.min(...logits.map(({ start, end }) => start[0]! + end[0]!)) };
  const found = windows.flatMap((window, row) => candidates(window, logits[row]!, most, longest));
  if (mayLack) found.push(none);
  const ranked = found.sort((a, b) => b.score - a.score).slice(0, most);
  if (mayLack && !ranked.some(({ end }) => end === 0)) ranked.push(none);
  const textOf = ({ start, end }: Candidate): string => passage.slice(start, end);
  const isLost = ranked.length === 0 || (ranked.length === 1 && textOf(ranked[0]!) === '');
  const fake: Candidate = { start: 0, end: 0, score: 0 };
  if (isLost) ranked.unshift(fake);
  const chosen = isLost || !mayLack ? ranked[0]! : ranked.find((each) => textOf(each) !== '')!;
  const answer = mayLack && none.score > chosen.score ? none : chosen;
  return { ...answer, text: answer === fake ? 'empty' : textOf(answer), probability: shareOf(answer, ranked) };
}

function candidates(
  { places, question: { spans } }: QuestionWindow,
  { start, end }: EndLogits,
  most: number,
  longest: number,
): readonly Candidate[] {
  const ends = likeliest(end, places.length, most);
  return likeliest(start, places.length, most).flatMap((from) =>
    ends.flatMap((to) => {
      if (places[from]! < 0 || places[to]! < 0 || to < from || to - from + 1 > longest) return [];
      return [{ start: spans[places[from]!]!.start, end: spans[places[to]!]!.end, score: start[from]! + end[to]! }];
    }),
  );
}

/** The places with the highest logits, the highest first. */
function likeliest(logits: ArrayLike<number>, length: number, most: number): readonly number[] {
  return Array.from({ length }, (_, at) => at)
    .sort((a, b) => logits[b]! - logits[a]!)
    .slice(0, most);
}

function shareOf({ score }: Candidate, ranked: readonly Candidate[]): number {
  const highest = Math.max(...ranked.map((each) => each.score));
  const sum = ranked.reduce((total, each) => total + Math.exp(each.score - highest), 0);
  return Math.exp(score - highest) / sum;
}
