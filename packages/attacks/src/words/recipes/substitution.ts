import { aNumber, checked, thing, wholeFrom, type RulesOf } from '@advtrain/core';
import { byRules } from '../candidates/candidates.ts';
import { neighbouring, requireNeighbours, type Neighbours } from '../candidates/neighbours.ts';
import { namedWith, type NamedSettings } from '../../attack/named.ts';
import type { Similarity } from '../model/text-model.ts';
import { wordAttack, type TextAttack } from '../run/word-attack.ts';
import { beam } from '../search/beam.ts';
import { greedy } from '../search/greedy.ts';
import type { Moves } from '../search/moves.ts';
import type { Search, Subject, Variant } from '../search/search.ts';
import { stopWords as published } from '../text/stop-words.ts';
import { aSimilarity, likenessIn, partIn, shareOf, wordRules, type WordAttackOptions } from './options.ts';

/** What attacks that substitute words by their neighbours let one choose. */
export interface SubstitutionOptions extends WordAttackOptions {
  /** The share of words that may be edited, rounded up, from 0 to 1. Default 0.3. */
  readonly maxShare?: number;
  /** Neighbours that are tried for a word, the nearest first. Default: all. */
  readonly most?: number;
  /** Words that stay as they are, compared as they are written. Default: NLTK's English ones. */
  readonly stopWords?: ReadonlySet<string>;
  /** What adversarial texts must be alike by. Default: none. */
  readonly similarity?: Similarity;
}

/** What {@link beamSubstitution} lets one choose as well. */
export interface BeamOptions extends SubstitutionOptions {
  /** How many variants of a text go on from each round. Default 8, as TextAttack has it. */
  readonly width?: number;
}

const usualShare = 0.3;

const rules: RulesOf<SubstitutionOptions> = {
  ...wordRules,
  maxShare: aNumber,
  most: wholeFrom(1),
  stopWords: thing('a set of words', 'has'),
  similarity: aSimilarity,
};

/**
 * Words substituted by their neighbours, in the case of the word, greedily in the order of what their deletion changes: the core of
 * TextFooler (Jin et al., 2020) without its parts of speech. Throws one sentence where there are no neighbours.
 *
 * About n + (neighbours of all words) queries for a text of n words.
 *
 * @param neighbours the candidates of each word.
 * @param options the share of words that may be edited, and the likeness asked for.
 */
export function greedySubstitution(neighbours: Neighbours, options: SubstitutionOptions = {}): TextAttack {
  const moves = movesOf('Greedy substitution', neighbours, checked('greedySubstitution', options, rules));
  return substitution(`greedy substitution by ${neighbours.name}`, options, (subject) =>
    greedy(subject, moves, { importance: 'without', relative: false }),
  );
}

/**
 * Words substituted by their neighbours, in the case of the word, by beam search. It looks at far more than a greedy search: at
 * most width · (neighbours of all words) queries an edit, so give it a budget. Throws one sentence where there are no neighbours.
 *
 * @param neighbours the candidates of each word.
 * @param options the width, the share of words that may be edited, and the likeness asked for.
 */
export function beamSubstitution(neighbours: Neighbours, options: BeamOptions = {}): TextAttack {
  const { width = 8 } = checked('beamSubstitution', options, { ...rules, width: wholeFrom(1) });
  const moves = movesOf('Beam substitution', neighbours, options);
  return substitution(`beam substitution (${width}) by ${neighbours.name}`, options, (subject) =>
    beam(subject, moves, width),
  );
}

/** What substitution may do to a text. */
export function movesOf(attack: string, neighbours: Neighbours, options: SubstitutionOptions): Moves {
  const { maxShare = usualShare, most, stopWords = published, similarity } = options;
  return {
    candidates: byRules([neighbouring(requireNeighbours(attack, neighbours), most)]),
    stopWords,
    mostWords: shareOf(maxShare),
    ...(similarity && { threshold: similarity.threshold }),
  };
}

/** What a name says of the text that is edited and of the words that stay. */
export function keptIn({ part = 'text', stopWords = published }: SubstitutionOptions): NamedSettings {
  return { ...partIn(part), stopWords: [stopWords === published ? undefined : 'of its own', undefined] };
}

function substitution(
  name: string,
  options: SubstitutionOptions,
  search: (subject: Subject) => Search<Variant | undefined>,
): TextAttack {
  const { goal = 'logits', part = 'text', maxShare = usualShare, most, similarity } = options;
  const climbs = goal === 'probability' ? ' on probabilities' : '';
  const settings = { maxShare: [maxShare, usualShare], most: [most, undefined], ...keptIn(options) } as const;
  return wordAttack({
    name: namedWith(name + climbs, settings) + likenessIn(similarity),
    needs: ['logits', 'lexicon'],
    part,
    goal,
    ...(similarity && { similarity }),
    search,
  });
}
