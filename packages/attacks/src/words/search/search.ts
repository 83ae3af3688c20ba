import type { Key } from '@advtrain/engine';
import type { Scored } from '../model/goal.ts';
import type { MaskedPlace } from '../model/text-model.ts';
import type { Edits, WordedText } from '../text/words.ts';

/** What a search wants to know before it goes on. */
export type Request =
  | { readonly kind: 'ask'; readonly texts: readonly string[] }
  | { readonly kind: 'compare'; readonly candidates: readonly string[] }
  | { readonly kind: 'fill'; readonly places: readonly MaskedPlace[]; readonly most: number };

/**
 * A search on one text, which stops wherever it wants to know something: so the searches on many texts advance in lockstep, and
 * what they want to know is asked at once.
 */
export type Search<T> = Generator<Request, T, unknown>;

/** One text under attack. */
export interface Subject {
  readonly row: number;
  /** The part that is edited. */
  readonly text: WordedText;
  /** What everything random follows from. */
  readonly key: Key;
  /** How near the clean text is to the goal. */
  readonly clean: Scored;
}

/** A text with edits. */
export interface Variant {
  readonly edits: Edits;
  readonly text: string;
  /** How alike it is to the original, where that is measured. */
  readonly similarity?: number;
}

/** What a model said to texts. */
export interface Answers {
  /** For each text, but for those at the end that the budget had no room for. */
  readonly scores: readonly Scored[];
  /** Whether the budget is spent. */
  readonly over: boolean;
}

/** How near texts are to the goal. */
export function* ask(texts: readonly string[]): Search<Answers> {
  const answer = yield { kind: 'ask', texts };
  return answer as Answers;
}

/** How alike texts are to the original; undefined where the attack has no measure of it. */
export function* compare(candidates: readonly string[]): Search<readonly number[] | undefined> {
  const answer = yield { kind: 'compare', candidates };
  return answer as readonly number[] | undefined;
}

/** Which words are likeliest in places. */
export function* fill(places: readonly MaskedPlace[], most: number): Search<readonly (readonly string[])[]> {
  const answer = yield { kind: 'fill', places, most };
  return answer as readonly (readonly string[])[];
}
