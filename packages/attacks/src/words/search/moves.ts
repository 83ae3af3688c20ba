import { editDistance } from '../text/edit-distance.ts';
import { inOrder } from '../text/order.ts';
import { around, wordAt, written, type Edits } from '../text/words.ts';
import { compare, type Search, type Subject, type Variant } from './search.ts';

/** What may stand in the places of words, given the edits so far: a list for each place. */
export type Candidates = (
  subject: Subject,
  edits: Edits,
  places: readonly number[],
) => Search<readonly (readonly string[])[]>;

/** Which variants of a text an attack may make. */
export interface Moves {
  readonly candidates: Candidates;
  /** Words that stay as they are, compared as they are written. */
  readonly stopWords: ReadonlySet<string>;
  /** How alike to the original a variant must be. Default: no matter. */
  readonly threshold?: number;
  /** How many words may be edited, of how many there are. Default: all. */
  readonly mostWords?: (words: number) => number;
  /** How many characters may be edited in all (Levenshtein). Default: all. */
  readonly mostCharacters?: number;
}

/** The words that may be edited, by their index. */
export function openPlaces({ text }: Subject, { stopWords }: Moves): readonly number[] {
  return text.spans.map((_, index) => index).filter((index) => !stopWords.has(wordAt(text, index)));
}

/**
 * The variants with one more edit, in any of some places that have none yet, in the order of their texts (as TextAttack sorts
 * them, so that the first of equals is the same).
 */
export function* variants(subject: Subject, moves: Moves, edits: Edits, places: readonly number[]): Search<Variant[]> {
  const { text } = subject;
  if (moves.mostWords && edits.size >= moves.mostWords(text.spans.length)) return [];
  const candidates = yield* moves.candidates(subject, edits, places);
  const current = written(text, edits);
  const found = new Map<string, Variant>();
  for (const [index, place] of places.entries()) {
    const { before, after } = around(text, edits, place);
    for (const word of candidates[index]!) {
      const whole = before + word + after;
      if (whole === current || found.has(whole)) continue;
      found.set(whole, { edits: new Map([...edits, [place, word]]), text: whole });
    }
  }
  const most = moves.mostCharacters ?? Infinity;
  const near = [...found.values()].filter((each) => withinCharacters(subject, each, most));
  const alike = yield* alikeEnough(near, moves);
  return inOrder(alike);
}

/** Whether a variant is near enough in characters. The sum over words is never too low, and enough where it is small. */
function withinCharacters({ text }: Subject, { edits, text: variant }: Variant, most: number): boolean {
  if (most === Infinity) return true;
  let sum = 0;
  for (const [index, word] of edits) sum += editDistance(wordAt(text, index), word, Infinity);
  return sum <= most || editDistance(text.text, variant, most) <= most;
}

/** The variants that are alike enough to the original, with how alike they are. */
export function* alikeEnough(all: readonly Variant[], { threshold }: Moves): Search<Variant[]> {
  if (threshold === undefined || all.length === 0) return [...all];
  const alike = yield* compare(all.map(({ text }) => text));
  if (!alike) return [...all];
  return all
    .map((variant, index): Variant => ({ ...variant, similarity: alike[index]! }))
    .filter(({ similarity }) => similarity! >= threshold);
}
