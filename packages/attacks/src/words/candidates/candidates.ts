import { fold, uniformNumbers, type Key } from '@advtrain/engine';
import type { Candidates } from '../search/moves.ts';
import { wordAt } from '../text/words.ts';

/** What may stand in a word's place, by the word alone; and by chance, which is the same whenever the same place is asked. */
export type WordRule = (word: string, chance: Chance) => readonly string[];

/** A whole number in [0, below), of the place and the name of a choice there. */
export type Chance = (choice: string, below: number) => number;

/** What any of several rules allows, in their order. */
export function byRules(rules: readonly WordRule[]): Candidates {
  return function* ({ text, key }, _edits, places) {
    return places.map((place) => {
      const word = wordAt(text, place);
      const chance = chanceAt(fold(key, place));
      return rules.flatMap((rule) => rule(word, chance));
    });
  };
}

function chanceAt(key: Key): Chance {
  return (choice, below) => Math.floor(uniformNumbers(1, fold(key, choice))[0]! * below);
}
