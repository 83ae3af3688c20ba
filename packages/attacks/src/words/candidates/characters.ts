import { homoglyphs } from '../text/homoglyphs.ts';
import type { WordRule } from './candidates.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Which characters of a word may be edited. */
export interface CharacterOptions {
  /** Leaves the first and the last character as they are. Default: no. */
  readonly inner?: boolean;
}

/** Two neighbouring characters exchanged, at one place by chance. */
export function swapCharacters({ inner = false }: CharacterOptions = {}): WordRule {
  return (word, chance) => {
    const characters = Array.from(word);
    const first = inner ? 1 : 0;
    const places = characters.length - (inner ? 2 : 1) - first;
    if (characters.length <= 1 || places <= 0) return [];
    const at = first + chance('swap', places);
    return [[...characters.slice(0, at), characters[at + 1], characters[at], ...characters.slice(at + 2)].join('')];
  };
}

/** A letter, small or capital, in the place of one character, both by chance. */
export function substituteCharacter(): WordRule {
  return (word, chance) => {
    const characters = Array.from(word);
    if (characters.length <= 1) return [];
    characters[chance('substitute', characters.length)] = letters[chance('substitute with', letters.length)]!;
    return [characters.join('')];
  };
}

/** One character less, by chance. */
export function deleteCharacter({ inner = false }: CharacterOptions = {}): WordRule {
  return (word, chance) => {
    const characters = Array.from(word);
    const first = inner ? 1 : 0;
    const places = characters.length - (inner ? 1 : 0) - first;
    if (characters.length <= 1 || places <= 0) return [];
    return [characters.toSpliced(first + chance('delete', places), 1).join('')];
  };
}

/** One character more, before one by chance: a letter by chance, or what `inserted` names. */
export function insertCharacter({ inner = false, inserted }: CharacterOptions & { inserted?: string } = {}): WordRule {
  return (word, chance) => {
    const characters = Array.from(word);
    const first = inner ? 1 : 0;
    const places = characters.length - (inner ? 1 : 0) - first;
    if (characters.length <= 1 || places <= 0) return [];
    const character = inserted ?? letters[chance('insert what', letters.length)]!;
    return [characters.toSpliced(first + chance('insert', places), 0, character).join('')];
  };
}

/** A look-alike in the place of one character, at every place that has one. */
export function homoglyphOf(): WordRule {
  return (word) => {
    const characters = Array.from(word);
    return characters.flatMap((character, place) => {
      const glyph = homoglyphs.get(character);
      return glyph === undefined ? [] : [characters.with(place, glyph).join('')];
    });
  };
}
