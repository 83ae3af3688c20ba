import { without, written, type Edits } from '../text/words.ts';
import { variants, type Moves } from './moves.ts';
import { ask, type Answers, type Search, type Subject } from './search.ts';

/**
 * How words are ranked. `unknown`: by the score of the text with `[UNK]` in the word's place. `without`: by that of the text
 * without the word. `saliency`: PWWS, softmax over words of the first, times the best score of any candidate for the word;
 * on logits both are differences to the clean text, as the paper has them, and TextAttack does not.
 */
export type Importance = 'unknown' | 'without' | 'saliency';

/** Places in the order in which they are tried. */
export interface Order {
  /** The most important first; of equals the first in the text. Only those that the budget sufficed to look at. */
  readonly places: readonly number[];
  /** Whether the budget is spent. */
  readonly over: boolean;
}

const none: Edits = new Map();

/** Ranks the places that may be edited by how much hangs on them. */
export function* ranked(
  subject: Subject,
  places: readonly number[],
  moves: Moves,
  importance: Importance,
  offset: number,
): Search<Order> {
  const texts = places.map((place) =>
    importance === 'without' ? without(subject.text, place) : written(subject.text, new Map([[place, '[UNK]']])),
  );
  const first = yield* ask(texts);
  const scores = first.scores.map(({ score }) => score - offset);
  if (importance !== 'saliency') return { places: sorted(places, scores), over: first.over };
  const weights = softmax(scores);
  const gains = yield* bestGains(subject, places.slice(0, scores.length), moves, first, offset);
  const weighted = weights.map((weight, index) => weight * gains.values[index]!);
  return { places: sorted(places, weighted), over: gains.over };
}

interface Gains {
  readonly values: readonly number[];
  readonly over: boolean;
}

/** The best score of a candidate for each place, 0 where there is none, and for all that the budget does not suffice for. */
function* bestGains(
  subject: Subject,
  places: readonly number[],
  moves: Moves,
  before: Answers,
  offset: number,
): Search<Gains> {
  const values = new Array<number>(places.length).fill(0);
  if (before.over) return { values, over: true };
  const owners: number[] = [];
  const texts: string[] = [];
  for (const [index, place] of places.entries()) {
    const found = yield* variants(subject, moves, none, [place]);
    for (const { text } of found) {
      owners.push(index);
      texts.push(text);
    }
  }
  if (texts.length === 0) return { values, over: false };
  const { scores, over } = yield* ask(texts);
  const best = new Map<number, number>();
  scores.forEach(({ score }, index) => {
    const owner = owners[index]!;
    best.set(owner, Math.max(best.get(owner) ?? -Infinity, score - offset));
  });
  for (const [owner, score] of best) values[owner] = score;
  return { values, over };
}

function softmax(scores: readonly number[]): readonly number[] {
  // A long text has more words than a call takes arguments.
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const terms = scores.map((score) => Math.exp(score - largest));
  const sum = terms.reduce((total, term) => total + term, 0);
  return terms.map((term) => term / sum);
}

/** Those of the places that have a score, the highest first. */
function sorted(places: readonly number[], scores: readonly number[]): readonly number[] {
  const indices = scores.map((_, index) => index);
  return indices.sort((a, b) => scores[b]! - scores[a]! || a - b).map((index) => places[index]!);
}
