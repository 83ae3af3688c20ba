/** A sentence of a file with the line that it begins on, or of JSON stands on. */
export interface TaggedSentence {
  readonly line: number;
  readonly words: readonly string[];
  /** One a word: its name, or its number; none where they are not asked for. */
  readonly tags: readonly (string | number)[];
}

/** What of a file is no sentence, and why: the rest of a sentence that begins with file and line. */
export interface BadSentence {
  readonly line: number;
  readonly problem: string;
}

/** Which columns of a file are what. */
export interface TagColumns {
  /** The words: the number of a column, from 1, or the name of a list in JSON. Default `1`, and `tokens`. */
  readonly words?: string | undefined;
  /** Their tags, likewise. Default: the last column, and `tags` or else `ner_tags`. */
  readonly tags?: string | undefined;
}

/** How a file is read. */
export interface TagReading extends TagColumns {
  /** Whether words have tags; without, a file need not have that column. Default true. */
  readonly labelled?: boolean | undefined;
}
