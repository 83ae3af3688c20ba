import { checked, type RulesOf } from '@advtrain/core';
import { byRules } from '../candidates/candidates.ts';
import { deleteCharacter, homoglyphOf, insertCharacter, swapCharacters } from '../candidates/characters.ts';
import { neighbouring, requireNeighbours, type Neighbours } from '../candidates/neighbours.ts';
import type { Similarity } from '../model/text-model.ts';
import { wordAttack, type TextAttack } from '../run/word-attack.ts';
import { greedy } from '../search/greedy.ts';
import type { Moves } from '../search/moves.ts';
import { stopWords } from '../text/stop-words.ts';
import { aSimilarity, nameFor, wordRules, type WordAttackOptions } from './options.ts';

/** What {@link textBuggerLike} lets one choose. */
export interface TextBuggerOptions extends WordAttackOptions {
  /** What adversarial texts must be alike by. TextAttack has the Universal Sentence Encoder. Default: none. */
  readonly similarity?: Similarity;
}

const rules: RulesOf<TextBuggerOptions> = { ...wordRules, similarity: aSimilarity };

/**
 * After TextBugger (Li et al., 2018) in TextAttack 0.3.11: a space within a word, one inner character less, two inner ones
 * exchanged, a look-alike, or one of the 5 nearest words, in words by what their deletion changes. Not TextBugger itself: that is
 * where another measure of likeness and other neighbours are, and a word after an inserted space keeps its place here.
 *
 * @param neighbours where the nearest words come from.
 * @param options the likeness asked for, what the search climbs by, and which text of a pair is edited.
 */
export function textBuggerLike(neighbours: Neighbours, options: TextBuggerOptions = {}): TextAttack {
  const { goal = 'logits', part = 'text', similarity } = checked('textBuggerLike', options, rules);
  const known = requireNeighbours('A TextBugger-like attack', neighbours);
  const moves: Moves = {
    candidates: byRules([
      insertCharacter({ inner: true, inserted: ' ' }),
      deleteCharacter({ inner: true }),
      swapCharacters({ inner: true }),
      homoglyphOf(),
      neighbouring(known, 5),
    ]),
    stopWords,
    ...(similarity && { threshold: similarity.threshold }),
  };
  return wordAttack({
    name: nameFor('TextBugger-like', { goal, part, similarity }),
    paper: {
      authors: 'Li et al.',
      year: 2018,
      title: 'TextBugger: Generating Adversarial Text Against Real-world Applications',
      arxiv: '1812.05271',
    },
    needs: ['logits', 'lexicon'],
    part,
    goal,
    ...(similarity && { similarity }),
    search: (subject) => greedy(subject, moves, { importance: 'without', relative: false }),
  });
}
