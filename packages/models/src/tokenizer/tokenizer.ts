import { addedToken, numbered, type NumberedToken } from './added-tokens.ts';
import { arrange, joined, type Encoded, type Part } from './assemble.ts';
import { bareEncoder } from './bare-encoder.ts';
import { decoderOf } from './decoder.ts';
import { fields, isRecord, shown, type Fields, type Json } from './fields.ts';
import { settingsOf } from './settings.ts';
import { templateOf } from './template.ts';
import type { Span } from './offsets/token-spans.ts';
import { windows } from './offsets/windows.ts';
import { wordsOf } from './words/model.ts';

export type { Encoded } from './assemble.ts';

/** Options of encoding. */
export interface EncodeOptions {
  /** The most tokens, special ones included. Default: what tokenizer_config.json states, else 512. */
  readonly maxLength?: number;
}

/** Turns text into token ids. */
export interface Tokenizer {
  /** The id that batches are padded with. */
  readonly padId: number;
  /** The id of what stands for a word that is to be guessed. Absent where there is none. */
  readonly maskId?: number;
  /** How many ids there are: the least `vocab_size` of a model for it. */
  readonly vocabularySize: number;
  /**
   * Encodes a text or a pair of texts. Cuts what is too long, the longer text of a pair first: at its end, or where
   * `truncation_side` of tokenizer_config.json says.
   *
   * @param text one text, or the first of a pair.
   * @param pair the second. Default: none.
   * @param options how many tokens are kept at most.
   */
  encode(text: string, pair?: string | null, options?: EncodeOptions): Encoded;
  /**
   * Encodes many texts, or pairs of texts. Throws one sentence where there are not as many second texts as first ones.
   *
   * @param examples the texts, and of pairs as many second ones.
   * @param options how many tokens are kept at most.
   */
  encodeAll(examples: { texts: readonly string[]; pairs?: readonly string[] }, options?: EncodeOptions): Encoded[];
  /**
   * Encodes a text that is divided into words, each on its own, as Python does with `is_split_into_words`; a word of RoBERTa's has a space
   * before it, as the scripts of `transformers` for tokens have it. Cuts what is too long as `encode` does.
   *
   * @param words without the spaces between them.
   * @param options how many tokens are kept at most.
   */
  encodeWords(words: readonly string[], options?: EncodeOptions): EncodedWords;
  /**
   * Encodes a question and a passage in windows, as Python does with `truncation="only_second"`, `stride` and `return_overflowing_tokens`, and says
   * where tokens of the passage stand in it. Throws one sentence where the question leaves no room, and where a token's place is not known.
   *
   * @param question the question, which is never cut.
   * @param passage what is divided into windows.
   * @param options the tokens of a window at most, and how many two of them share.
   */
  encodeWindows(question: string, passage: string, options?: WindowOptions): EncodedWindows;
  /**
   * Text of token ids, for people to read; leaves special tokens out.
   *
   * @param ids token ids, from 0 on.
   */
  decode(ids: ArrayLike<number>): string;
}

/** A text that was given in words, as a model reads it. */
export interface EncodedWords extends Encoded {
  /** Which word each token is of [T]; −1 for special tokens. */
  readonly words: Int32Array;
}

/** Options of {@link Tokenizer.encodeWindows}. */
export interface WindowOptions extends EncodeOptions {
  /** Tokens of the passage that a window has in common with the one before it, at least 0. Default 128. */
  readonly stride?: number;
}

/** A question with a passage that may be longer than a model reads, in windows that each have a part of it. */
export interface EncodedWindows {
  /** Where each token of the passage stands in it. */
  readonly spans: readonly Span[];
  readonly windows: readonly EncodedWindow[];
}

/** A question with a part of its passage, as a model reads it. */
export interface EncodedWindow extends Encoded {
  /** Which token of the passage each token is [T]; −1 for those of the question and special ones. */
  readonly places: Int32Array;
}

/** What a model can read, in the names of its config.json. */
export interface ModelSizes {
  /** How many ids. Default: no limit. */
  readonly vocab_size?: number;
  /** How many segments; with 0 there are none, and whatever a tokenizer gives is passed over. Default: no limit. */
  readonly type_vocab_size?: number;
  /** Its family. Default: none in particular. */
  readonly model_type?: string;
}

/**
 * A tokenizer from the parsed contents of a Hugging Face folder's `tokenizer.json` and `tokenizer_config.json`; gives
 * the ids that Python's `tokenizers` gives. Truncation and padding that `tokenizer.json` asks for are left out: lengths
 * are the caller's matter. Throws one sentence where the JSON describes no tokenizer, or one that is not implemented; and,
 * where a model's `sizes` are given, for a vocabulary, a text or a segment beyond them.
 *
 * @param json a parsed `tokenizer.json`.
 * @param config a parsed `tokenizer_config.json`. Default: no settings.
 * @param sizes how many ids, tokens and segments the model has. Default: nothing is checked against them.
 */
export function tokenizer(json: unknown, config: unknown = {}, sizes: ModelSizes = {}): Tokenizer {
  const { vocab_size: vocabSize = Infinity, type_vocab_size: segments = Infinity, model_type: family } = sizes;
  if (!isRecord(json) || !isRecord(json['model'])) {
    throw new Error('The tokenizer has no "model": give the parsed content of a Hugging Face tokenizer.json.');
  }
  const parts = fields(json, "The tokenizer's", ' ');
  const settings = settingsOf(isRecord(config) ? config : {}, parts);
  const words = wordsOf(parts.part('model'));
  const added = addedTokensOf(parts, words.ids);
  const template = templateOf(parts.optional('post_processor'));
  const ids = new Map([...words.ids, ...[...added].map(([content, { id }]) => [content, id] as const)]);
  const padId = ids.get(padTokenOf(ids, settings.padding))!;
  const maskId = [settings.mask ?? '', '[MASK]', '<mask>']
    .map((token) => ids.get(token))
    .find((id) => id !== undefined);
  const special = [...template.single, ...template.pair].flatMap((each) => ('ids' in each ? each.ids : []));
  mustFit(words.ids, [padId, ...special], vocabSize);

  const tokens = new Map([...ids].map(([token, id]) => [id, token]));
  const hidden = new Set([...added.values()].filter((each) => each.special).map(({ id }) => id));
  const join = decoderOf(parts.optional('decoder'));
  const bare = bareEncoder(parts, added, words);
  const checked = (text: string): readonly number[] => within(text, bare.encode(text));
  const within = (text: string, found: readonly number[]): readonly number[] => {
    const beyond = found.find((id) => id >= vocabSize);
    if (beyond === undefined) return found;
    throw new Error(
      `The text ${shown(text)} has the token ${shown(tokens.get(beyond))} with id ${beyond}, but the model has ${vocabSize} (vocab_size): save it after Python's model.resize_token_embeddings(len(tokenizer)).`,
    );
  };
  const encode: Tokenizer['encode'] = (text, pair, { maxLength = settings.maxLength } = {}) => {
    const isPair = pair !== undefined && pair !== null;
    const texts = { A: checked(text), B: isPair ? checked(pair) : [] };
    return segmented(arrange(isPair ? template.pair : template.single, texts, maxLength, settings.truncationSide));
  };
  const segmented = (parts: readonly Part[]): Encoded => {
    const encoded = joined(parts);
    if (!settings.segments || !encoded.types) return { ids: encoded.ids };
    mustHaveSegments(encoded.types, segments);
    return encoded;
  };
  const encodeWords: Tokenizer['encodeWords'] = (words, { maxLength = settings.maxLength } = {}) => {
    const each = words.map((word) => checked(family === 'roberta' ? ` ${word}` : word));
    const wordOf = each.flatMap((some, word) => some.map(() => word));
    const parts = arrange(template.single, { A: each.flat(), B: [] }, maxLength, settings.truncationSide);
    const of = parts.flatMap(({ ids: some, of: text }) => some.map((_, at) => (text ? wordOf[text.from + at]! : -1)));
    return { ...segmented(parts), words: Int32Array.from(of) };
  };
  return {
    padId,
    ...(maskId !== undefined && { maskId }),
    vocabularySize: [...tokens.keys()].reduce((most, id) => Math.max(most, id + 1), 0),
    encode,
    encodeWords,
    encodeWindows: (question, passage, { maxLength = settings.maxLength, stride = 128 } = {}) => {
      const located = bare.locate(passage);
      const texts = { A: checked(question), B: within(passage, located.ids) };
      const all = windows(template.pair, texts, { maxLength, stride });
      return { spans: located.spans, windows: all.map(({ parts: some, places }) => ({ ...segmented(some), places })) };
    },
    encodeAll: ({ texts, pairs }, options) => {
      if (pairs && pairs.length !== texts.length)
        throw new Error(`There are ${texts.length} texts and ${pairs.length} pairs: give each text its pair.`);
      return texts.map((text, index) => encode(text, pairs?.[index], options));
    },
    decode: (found) => {
      const named = Array.from(found, (id) => (hidden.has(id) ? undefined : tokens.get(id)));
      return join(named.filter((token) => token !== undefined));
    },
  };
}

/** The added tokens as Python numbers them. Throws one sentence where the file has them under other numbers. */
export function addedTokensOf(
  parts: Fields,
  vocabulary: ReadonlyMap<string, number>,
): ReadonlyMap<string, NumberedToken> {
  const listed = parts.has('added_tokens') ? parts.list('added_tokens') : [];
  const tokens = listed.map((each, index) => addedToken(each, `The tokenizer's added_tokens[${index}]`));
  const found = numbered(tokens, vocabulary);
  for (const [index, { content }] of tokens.entries()) {
    const given = (listed[index] as Json)['id'];
    const id = found.get(content)?.id;
    if (id === undefined || given === undefined || given === id) continue;
    throw new Error(
      `The added token ${shown(content)} has id ${shown(given)}, but Python's tokenizers give it ${id}: save the tokenizer anew with save_pretrained(…).`,
    );
  }
  return found;
}

/** Throws one sentence where the ids of a vocabulary or around texts go beyond a model's. */
function mustFit(vocabulary: ReadonlyMap<string, number>, others: readonly number[], vocabSize: number): void {
  const largest = [...vocabulary.values(), ...others].reduce((most, id) => Math.max(most, id), 0);
  if (largest < vocabSize) return;
  throw new Error(
    `its tokenizer gives ids up to ${largest}, but the model has ${vocabSize} (vocab_size): put the model's own tokenizer there.`,
  );
}

/** Throws one sentence where a text has a segment that a model lacks. */
function mustHaveSegments(types: Int32Array, segments: number): void {
  const largest = types.reduce((most, type) => Math.max(most, type), 0);
  if (segments === 0 || largest < segments) return;
  throw new Error(
    `The tokenizer puts a text into segment ${largest}, but the model has ${segments} (type_vocab_size): list model_input_names without "token_type_ids" in tokenizer_config.json to do without.`,
  );
}

/** The first of some names of the padding token that is a token. */
export function padTokenOf(tokens: { has(token: string): boolean }, named: readonly string[]): string {
  const found = named.find((token) => tokens.has(token));
  if (found !== undefined) return found;
  throw new Error('The tokenizer has no padding token: name one as pad_token in tokenizer_config.json.');
}
