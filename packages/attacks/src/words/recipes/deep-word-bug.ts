import { checked } from '@advtrain/core';
import { byRules } from '../candidates/candidates.ts';
import { deleteCharacter, insertCharacter, substituteCharacter, swapCharacters } from '../candidates/characters.ts';
import { wordAttack, type TextAttack } from '../run/word-attack.ts';
import { greedy } from '../search/greedy.ts';
import type { Moves } from '../search/moves.ts';
import { stopWords } from '../text/stop-words.ts';
import { nameFor, wordRules, type WordAttackOptions } from './options.ts';

/**
 * DeepWordBug (Gao et al., 2018), as TextAttack 0.3.11 has it: in words by their importance, two characters exchanged, one
 * substituted, one less or one more, each at one place by chance; at most 30 characters in all. Of a pair it edits one text, where
 * TextAttack edits both. Needs nothing but the model.
 *
 * About n + 4n queries for a text of n words.
 *
 * @param options what the search climbs by, and which text of a pair is edited.
 */
export function deepWordBug(options: WordAttackOptions = {}): TextAttack {
  const { goal = 'logits', part = 'text' } = checked('deepWordBug', options, wordRules);
  const moves: Moves = {
    candidates: byRules([swapCharacters(), substituteCharacter(), deleteCharacter(), insertCharacter()]),
    stopWords,
    mostCharacters: 30,
  };
  return wordAttack({
    name: nameFor('DeepWordBug', { goal, part }),
    paper: {
      authors: 'Gao et al.',
      year: 2018,
      title: 'Black-box Generation of Adversarial Text Sequences to Evade Deep Learning Classifiers',
      arxiv: '1801.04354',
    },
    needs: ['logits'],
    part,
    goal,
    search: (subject) => greedy(subject, moves, { importance: 'unknown', relative: false }),
  });
}
