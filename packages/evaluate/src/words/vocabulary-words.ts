/** What of a tokenizer is asked: `@advtrain/models` has one. */
export interface WordTokenizer {
  /** The id that padding has. */
  readonly padId: number;
  /** The id of what stands for a word that is to be guessed. */
  readonly maskId?: number;
  /**
   * Token ids of a text or a pair, with special tokens, cut to so many.
   *
   * @param text one text, or the first of a pair.
   * @param pair the second. Default: none.
   * @param options `maxLength`, the tokens kept at most.
   */
  encode(
    text: string,
    pair?: string | null,
    options?: { readonly maxLength?: number },
  ): { readonly ids: ArrayLike<number> };
  /**
   * Text of token ids, without special tokens.
   *
   * @param ids token ids, from 0 on.
   */
  decode(ids: ArrayLike<number>): string;
}

/** Token ids of texts, with nothing around them, and what goes around them. */
export interface BareTokens {
  /** Of all of a text. */
  of(text: string): readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** A tokenizer without its special tokens. */
export function bareTokens(tokenizer: WordTokenizer): BareTokens {
  const whole = (text: string) => Array.from(tokenizer.encode(text, null, { maxLength: 1e9 }).ids);
  const around = whole('');
  const sample = whole('a');
  let first = 0;
  while (first < around.length && around[first] === sample[first]) first++;
  const before = around.slice(0, first);
  const after = around.slice(first);
  return { before, after, of: (text) => whole(text).slice(first, after.length === 0 ? undefined : -after.length) };
}

/** The words that single tokens are: by the token's id, where it is one after a space, and where it is one with nothing before it. */
export interface VocabularyWords {
  readonly afterSpace: ReadonlyMap<number, string>;
  readonly atStart: ReadonlyMap<number, string>;
}

/** Which of a model's so many tokens are whole words, and not pieces of words: a word's text gives that token alone. */
export function vocabularyWords(tokenizer: WordTokenizer, bare: BareTokens, size: number): VocabularyWords {
  const afterSpace = new Map<number, string>();
  const atStart = new Map<number, string>();
  const gives = (text: string, id: number): boolean => {
    const ids = bare.of(text);
    return ids.length === 1 && ids[0] === id;
  };
  for (let id = 0; id < size; id++) {
    const word = tokenizer.decode([id]).trim();
    if (word === '') continue;
    if (gives(` ${word}`, id)) afterSpace.set(id, word);
    if (gives(word, id)) atStart.set(id, word);
  }
  return { afterSpace, atStart };
}
