import { atLeast, oneOf, thing, type RulesOf } from '@advtrain/core';
import { namedWith } from '../../attack/named.ts';
import type { Goal } from '../model/goal.ts';
import type { Part, Similarity } from '../model/text-model.ts';

/** What all word attacks let one choose. */
export interface WordAttackOptions {
  /** What the search climbs by. Default `logits`; `probability` is what is published, and the attack's name says which. */
  readonly goal?: Goal;
  /** Which text of a pair is edited. Default `text`, the first; TextAttack's TextFooler edits the hypothesis only: `pair`. */
  readonly part?: Part;
}

/** What {@link WordAttackOptions} must be. */
export const wordRules: RulesOf<WordAttackOptions> = {
  goal: oneOf('logits', 'probability'),
  part: oneOf('text', 'pair'),
};

/** What a `Similarity` must be. */
export const aSimilarity = thing(
  'a similarity such as sentenceSimilarity(vectors, { threshold })',
  'name',
  'threshold',
);

/** A published attack's name, which says where it climbs by something else than published, what it edits, and what likeness it keeps. */
export function nameFor(name: string, { goal, part, similarity }: Chosen): string {
  return namedWith(`${name}${goal === 'probability' ? '' : ' on logits'}`, partIn(part)) + likenessIn(similarity);
}

interface Chosen extends Required<WordAttackOptions> {
  readonly similarity?: Similarity | undefined;
}

/** What an attack's name says of the text that it edits, among its settings. */
export function partIn(part: Part) {
  return { part: [part, 'text'] } as const;
}

/** What an attack's name says of the likeness that it keeps. */
export function likenessIn(similarity: Similarity | undefined): string {
  return similarity ? `, alike by ${similarity.name} ≥ ${similarity.threshold}` : '';
}

/** How many words may be edited, of how many there are: a share of them, rounded up. */
export function shareOf(share: number): (words: number) => number {
  atLeast('maxShare', share, 0);
  if (share > 1) throw new Error(`maxShare is ${share}, but must be at most 1: all words.`);
  return (words) => Math.ceil(words * share);
}
