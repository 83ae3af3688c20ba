import { nearest } from '@advtrain/core';
import { list } from '../format.ts';
import { UsageError } from '../usage-error.ts';

/** The attacks on characters and words by their names, and what they are in a few words. */
export const wordAttackNames: Readonly<Record<string, string>> = {
  characters: 'DeepWordBug: characters exchanged, left out, put in',
  words: 'PWWS: synonyms of WordNet',
  substitution: 'words by their neighbours in --neighbours, at most 30 % of them',
  textbugger: 'like TextBugger: characters, and the neighbours in --neighbours',
  'bert-attack': 'like BERT-Attack: words that --masked-model finds likely, seen with the word',
  bae: 'like BAE: words that --masked-model finds likely, seen without the word',
};

/** What else they may be called. */
const otherNames: Readonly<Record<string, string>> = { word: 'words', pwws: 'words', deepwordbug: 'characters' };

/**
 * The first name of an attack, by any of its names. Throws a {@link UsageError}, which begins with `where`, for one that there is not.
 * `known` are the first names that there are.
 *
 * @param name any of its names.
 * @param where what was asked, for the sentence: an option, or a property.
 * @param known the first names that there are.
 */
export function attackNamed(
  name: string,
  where: string,
  known: readonly string[] = Object.keys(wordAttackNames),
): string {
  const first = otherNames[name] ?? name;
  if (known.includes(first)) return first;
  throw new UsageError(`${where} names ${JSON.stringify(name)}, but must be of ${list(known)}${nearest(name, known)}.`);
}

/**
 * Whether an attack needs a table of neighbours.
 *
 * @param name the attack's first name.
 */
export function needsNeighbours(name: string): boolean {
  return name === 'substitution' || name === 'textbugger';
}

/**
 * Whether an attack takes words from a masked language model.
 *
 * @param name the attack's first name.
 */
export function needsMaskedModel(name: string): boolean {
  return name === 'bert-attack' || name === 'bae';
}
