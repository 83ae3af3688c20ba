import { checked, type RulesOf } from '@advtrain/core';
import type { Paper } from '@advtrain/core';
import { filled, type FillOptions } from '../candidates/masked.ts';
import type { MaskedModel, Similarity } from '../model/text-model.ts';
import { wordAttack, type TextAttack } from '../run/word-attack.ts';
import { greedy } from '../search/greedy.ts';
import type { Importance } from '../search/importance.ts';
import type { Moves } from '../search/moves.ts';
import { stopWords } from '../text/stop-words.ts';
import { nameFor, shareOf, type WordAttackOptions, aSimilarity, wordRules } from './options.ts';

/** What attacks by a masked language model let one choose. */
export interface MaskedOptions extends WordAttackOptions {
  /** What adversarial texts must be alike by. TextAttack has the Universal Sentence Encoder. Default: none. */
  readonly similarity?: Similarity;
}

const rules: RulesOf<MaskedOptions> = { ...wordRules, similarity: aSimilarity };

/**
 * After BERT-Attack (Li et al., 2020) in TextAttack 0.3.11: the 8 likeliest words in a place, seen with its word, in at most 40 % of
 * the words. Not BERT-Attack itself: words of several pieces are not put together from pieces, and the likeness is another.
 *
 * @param masked the masked language model that proposes words.
 * @param options the likeness asked for, what the search climbs by, and which text of a pair is edited.
 */
export function bertAttackLike(masked: MaskedModel, options: MaskedOptions = {}): TextAttack {
  const paper = {
    authors: 'Li et al.',
    year: 2020,
    title: 'BERT-ATTACK: Adversarial Attack Against BERT Using BERT',
    arxiv: '2004.09984',
  };
  const plan = { name: 'BERT-Attack-like', paper, importance: 'unknown', maxShare: 0.4 } as const;
  return byMaskedModel(plan, { most: 8, masked: false }, masked, checked('bertAttackLike', options, rules));
}

/**
 * After BAE-R (Garg & Ramakrishnan, 2020) in TextAttack 0.3.11: the 50 likeliest words in a masked place. Not BAE itself: parts of
 * speech do not count, and the likeness is another.
 *
 * @param masked the masked language model that proposes words.
 * @param options the likeness asked for, what the search climbs by, and which text of a pair is edited.
 */
export function baeLike(masked: MaskedModel, options: MaskedOptions = {}): TextAttack {
  const paper = {
    authors: 'Garg & Ramakrishnan',
    year: 2020,
    title: 'BAE: BERT-based Adversarial Examples for Text Classification',
    arxiv: '2004.01970',
  };
  const plan = { name: 'BAE-like', paper, importance: 'without', maxShare: 1 } as const;
  return byMaskedModel(plan, { most: 50, masked: true }, masked, checked('baeLike', options, rules));
}

interface MaskedPlan {
  readonly name: string;
  readonly paper: Paper;
  readonly importance: Importance;
  readonly maxShare: number;
}

function byMaskedModel(
  { name, paper, importance, maxShare }: MaskedPlan,
  asking: FillOptions,
  masked: MaskedModel,
  { goal = 'logits', part = 'text', similarity }: MaskedOptions,
): TextAttack {
  const moves: Moves = {
    candidates: filled(asking),
    stopWords,
    mostWords: shareOf(maxShare),
    ...(similarity && { threshold: similarity.threshold }),
  };
  return wordAttack({
    name: nameFor(`${name} by ${masked.name}`, { goal, part, similarity }),
    paper,
    needs: ['logits', 'lexicon'],
    part,
    goal,
    masked,
    ...(similarity && { similarity }),
    search: (subject) => greedy(subject, moves, { importance, relative: false }),
  });
}
