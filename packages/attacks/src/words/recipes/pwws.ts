import { checked } from '@advtrain/core';
import { byRules } from '../candidates/candidates.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { wordAttack, type TextAttack } from '../run/word-attack.ts';
import { greedy } from '../search/greedy.ts';
import type { Moves } from '../search/moves.ts';
import { stopWords } from '../text/stop-words.ts';
import { isOneWord } from '../text/words.ts';
import { nameFor, wordRules, type WordAttackOptions } from './options.ts';

/** The WordNet that TextAttack has by way of NLTK. */
const published = 'WordNet 3.0';

/**
 * PWWS (Ren et al., 2019), as TextAttack 0.3.11 has it: synonyms of WordNet, in the order of softmax(saliency) · the best synonym's
 * score, both of them 1 − p(right). Named entities have no candidates of their own, a synonym is not put in the case of the word,
 * and of a pair one text is edited, where TextAttack edits both. On logits, which have no lower end, both are differences to the
 * clean text, as in the paper. The name says which WordNet it is where it is not NLTK's.
 *
 * About n + 2 · (synonyms) queries for a text of n words, the second half of them known from the first where no word was edited.
 *
 * @param lexicon where synonyms are looked up: {@link wordnetFrom}, or one of your own.
 * @param options what the search climbs by, and which text of a pair is edited.
 */
export function pwws(lexicon: Lexicon, options: WordAttackOptions = {}): TextAttack {
  const { goal = 'logits', part = 'text' } = checked('pwws', options, wordRules);
  const moves: Moves = {
    candidates: byRules([(word) => lexicon.synonyms(word).filter((each) => !each.includes('_') && isOneWord(each))]),
    stopWords,
  };
  const name = lexicon.name === published ? 'PWWS' : `PWWS with ${lexicon.name}`;
  return wordAttack({
    name: nameFor(name, { goal, part }),
    paper: {
      authors: 'Ren et al.',
      year: 2019,
      title: 'Generating Natural Language Adversarial Examples through Probability Weighted Word Saliency',
    },
    needs: ['logits', 'lexicon'],
    part,
    goal,
    search: (subject) => greedy(subject, moves, { importance: 'saliency', relative: goal === 'logits' }),
  });
}
