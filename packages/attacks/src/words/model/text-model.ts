/** The text of an example, or the two of a pair. */
export type TextParts = readonly [text: string] | readonly [text: string, pair: string];

/** Which of a pair's texts an attack edits: the first, or `pair`, the second: a hypothesis. */
export type Part = 'text' | 'pair';

/** A classifier of texts, as an attack asks it. */
export interface TextModel {
  /** How many classes there are. */
  readonly classes: number;
  /**
   * The logits [C] of each text, in the order of the texts. An attack asks many at once: batching them by length is for who
   * answers. An answer must not depend on what else is asked, but for rounding.
   *
   * @param texts each a text, or a pair of texts.
   */
  logits(texts: readonly TextParts[]): Promise<readonly (readonly number[])[]>;
}

/** What word attacks attack: texts, or pairs of texts, with their classes. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  /** The second text of each pair. Absent where examples are single texts. */
  readonly pairs?: readonly string[];
  /** Class indices, one an example. */
  readonly labels: readonly number[];
}

/**
 * What says how alike two texts are, for an attack to keep to: vectors of sentences. An attack compares what it would ask about
 * with the original text, of a pair with the part that it edits.
 */
export interface Similarity {
  /** As an attack's name has it: `MiniLM-L6`. */
  readonly name: string;
  /** What two texts must have at least. */
  readonly threshold: number;
  /**
   * How alike each original is to the candidate in the same place; many at once.
   *
   * @param originals the texts as they were.
   * @param candidates one for each original.
   */
  similar(originals: readonly string[], candidates: readonly string[]): Promise<readonly number[]>;
}

/** A word's place in a text. */
export interface MaskedPlace {
  readonly before: string;
  /** What stands there. */
  readonly word: string;
  readonly after: string;
  /** Whether the model sees the place masked (BAE), or with its word in it (BERT-Attack). */
  readonly masked: boolean;
}

/** A masked language model, which says what could stand in a place. */
export interface MaskedModel {
  readonly name: string;
  /**
   * The whole words that are likeliest in each place, at most `most` of them, likeliest first; many places at once.
   *
   * @param places texts with the place in each.
   * @param most words for a place.
   */
  fill(places: readonly MaskedPlace[], most: number): Promise<readonly (readonly string[])[]>;
}
