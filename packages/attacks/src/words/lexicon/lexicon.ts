/** A dictionary of words that mean the same. */
export interface Lexicon {
  /** As an attack's name has it: `WordNet 3.0`. */
  readonly name: string;
  /**
   * The words that share a meaning with a word, each once, itself among them: `_` joins those of several.
   *
   * @param word in small letters, `_` between several.
   */
  synonyms(word: string): readonly string[];
}
