/** What an answer is held to: all right ones, none where the passage has no answer. */
export type RightAnswers = readonly string[];

/** How well questions are answered, each in [0, 1]. */
export interface AnswerScores {
  /** The share of answers that are a right one, but for case, punctuation, articles and blanks. */
  readonly exactMatch: number;
  /** The mean F1 of the words that answers and right ones have in common. */
  readonly f1: number;
}

/** Which of SQuAD's scripts is followed: that of version 2 knows questions without an answer. */
export type SquadVersion = 1 | 2;

const punctuation = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g;
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * An answer as SQuAD's scripts compare it: in small letters, without punctuation, articles and blanks around words.
 *
 * @param text an answer.
 */
export function normalizedAnswer(text: string): string {
  return wordsOf(text.toLowerCase().replace(punctuation, '').replace(articles, ' ')).join(' ');
}

/**
 * Exact match and F1 of answers over questions, as SQuAD's own script of that version has them. Throws one sentence for none.
 *
 * @param answers one for each question; empty for none.
 * @param right of each question all answers that are right.
 * @param version whether questions may lack an answer.
 */
export function answerScores(
  answers: readonly string[],
  right: readonly RightAnswers[],
  version: SquadVersion,
): AnswerScores {
  if (answers.length !== right.length || right.length === 0)
    throw new Error(
      `There are ${answers.length} answers for ${right.length} questions: give one each, and at least one.`,
    );
  const all = right.map((known, row) => answerScore(answers[row]!, known, version));
  const meanOf = (name: keyof AnswerScores): number => all.reduce((sum, each) => sum + each[name], 0) / all.length;
  return { exactMatch: meanOf('exactMatch'), f1: meanOf('f1') };
}

/**
 * Exact match, 0 or 1, and F1 of one answer.
 *
 * @param answer what was answered; empty for none.
 * @param right all answers that are right; none where the question has no answer.
 * @param version whether questions may lack an answer.
 */
export function answerScore(answer: string, right: RightAnswers, version: SquadVersion): AnswerScores {
  const known = heldTo(right, version);
  return {
    exactMatch: Math.max(...known.map((each) => Number(normalizedAnswer(each) === normalizedAnswer(answer)))),
    f1: Math.max(...known.map((each) => overlap(answer, each, version))),
  };
}

/** Version 2 holds an answer to those that are more than articles and punctuation, or else to none. */
function heldTo(all: RightAnswers, version: SquadVersion): readonly string[] {
  const known = version === 2 ? all.filter((each) => normalizedAnswer(each) !== '') : all;
  return known.length === 0 ? [''] : known;
}

/** F1 of the words of two answers. */
function overlap(answer: string, right: string, version: SquadVersion): number {
  const given = wordsOf(normalizedAnswer(answer));
  const known = wordsOf(normalizedAnswer(right));
  if (version === 2 && (given.length === 0 || known.length === 0)) return Number(given.length === known.length);
  const left = new Map<string, number>();
  for (const word of known) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of given) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    same++;
  }
  if (same === 0) return 0;
  const precision = same / given.length;
  const recall = same / known.length;
  return (2 * precision * recall) / (precision + recall);
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\p{White_Space}+/u).filter((word) => word !== '');
}
