import type { Scored } from '../model/goal.ts';
import { ranked, type Importance } from './importance.ts';
import { openPlaces, variants, type Moves } from './moves.ts';
import { ask, type Search, type Subject, type Variant } from './search.ts';

/** How a greedy search ranks words, and what its weights are taken relative to. */
export interface GreedyPlan {
  readonly importance: Importance;
  /** Whether scores are differences to the clean text's where words are weighted. */
  readonly relative: boolean;
}

/**
 * TextAttack's GreedyWordSwapWIR: words in the order of their importance; for each the best candidate, if the score strictly rises;
 * the end at the first success, with the most similar of the candidates for that word that succeed. No word is edited twice.
 */
export function* greedy(subject: Subject, moves: Moves, plan: GreedyPlan): Search<Variant | undefined> {
  const open = openPlaces(subject, moves);
  if (open.length === 0) return undefined;
  const offset = plan.relative ? subject.clean.score : 0;
  const order = yield* ranked(subject, open, moves, plan.importance, offset);
  let current: Variant = { edits: new Map(), text: subject.text.text };
  let score = subject.clean.score;
  let over = order.over;
  for (const place of order.places) {
    if (over) break;
    const candidates = yield* variants(subject, moves, current.edits, [place]);
    if (candidates.length === 0) continue;
    const answers = yield* ask(candidates.map(({ text }) => text));
    over = answers.over;
    const best = highest(answers.scores);
    if (best === undefined || answers.scores[best]!.score <= score) continue;
    if (answers.scores[best]!.wrong) return mostSimilar(candidates, answers.scores, best);
    current = candidates[best]!;
    score = answers.scores[best]!.score;
  }
  return undefined;
}

/** The place of the highest score, the first of equals. */
function highest(scores: readonly Scored[]): number | undefined {
  let best: number | undefined;
  scores.forEach(({ score }, index) => {
    if (best === undefined || score > scores[best]!.score) best = index;
  });
  return best;
}

/** Of the candidates that succeed the most similar one, where that is measured; else the one of the highest score. */
function mostSimilar(candidates: readonly Variant[], scores: readonly Scored[], best: number): Variant {
  const byScore = scores.map((_, index) => index).sort((a, b) => scores[b]!.score - scores[a]!.score || a - b);
  let chosen = candidates[best]!;
  for (const index of byScore) {
    const candidate = candidates[index]!;
    // What follows the first that fails in the order of scores is not looked at, as in TextAttack.
    if (!scores[index]!.wrong) break;
    if ((candidate.similarity ?? -Infinity) > (chosen.similarity ?? -Infinity)) chosen = candidate;
  }
  return chosen;
}
