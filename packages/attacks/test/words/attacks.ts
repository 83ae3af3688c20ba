import {
  baeLike,
  beamSubstitution,
  bertAttackLike,
  deepWordBug,
  greedySubstitution,
  pwws,
  textBuggerLike,
  type Lexicon,
  type MaskedModel,
  type TextAttack,
  type WordAttackOptions,
} from '../../src/index.ts';
import { neighbours } from './sentences.ts';

/** The neighbours as a lexicon. */
export const lexicon: Lexicon = {
  name: 'WordNet 3.0',
  synonyms: (word) => [...neighbours.of(word.toLowerCase()), word, 'more_words'],
};

/** A model whose likeliest words follow from the letters before the place, and from the word where it sees that. */
export const masked: MaskedModel = {
  name: 'letters',
  async fill(places, most) {
    const words = ['great', 'weak', 'odd', 'mild', 'of it', 'warm', 'cold', '!'];
    return places.map(({ before, word, masked: hidden }) => {
      const first = (before.length + (hidden ? 0 : word.length)) % words.length;
      return [...words.slice(first), ...words.slice(0, first)].slice(0, most);
    });
  },
};

/** Every attack on words. */
export function allAttacks(options: WordAttackOptions): readonly TextAttack[] {
  return [
    deepWordBug(options),
    pwws(lexicon, options),
    textBuggerLike(neighbours, options),
    greedySubstitution(neighbours, options),
    beamSubstitution(neighbours, { ...options, width: 3 }),
    bertAttackLike(masked, options),
    baeLike(masked, options),
  ];
}
