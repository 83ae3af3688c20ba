/** Every sentence has room for so many words: batches of one shape, whatever they hold. */
export const room = 16;

/** Ids of what is no word of the vocabulary: the empty places behind a sentence, and words that are not known. */
export const padding = 0;
/** The id of a word that the vocabulary lacks. */
export const unknown = 1;

/** The words that a model has an embedding of. */
export interface Vocabulary {
  /** By id, in lower case; the first two are none. */
  readonly words: readonly string[];
  /** The id of a word in any case: {@link unknown} where there is none. */
  idOf(word: string): number;
}

/** The words of a text as they are written, at most as many as there is {@link room} for. */
export function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []).slice(0, room);
}

/** The words that occur at least twice in texts, by how early they come. */
export function vocabularyOf(texts: readonly string[]): Vocabulary {
  const counts = new Map<string, number>();
  for (const word of texts.flatMap(wordsOf)) {
    const plain = plainly(word);
    counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  const known = [...counts].filter(([, count]) => count > 1).map(([word]) => word);
  const words = ['', '?', ...known];
  const ids = new Map(words.map((word, id) => [word, id]));
  return { words, idOf: (word) => ids.get(plainly(word)) ?? unknown };
}

function plainly(word: string): string {
  return word.toLowerCase().replaceAll('’', "'");
}
