import { Tokenizer as Implementation } from '@huggingface/tokenizers';
import { withWrittenTokens } from './albert-splits.ts';
import { withBertCharacters } from './bert-normalizer.ts';
import { withUnicodeSpaces } from './byte-level.ts';
import { withReadScores } from './unigram-scores.ts';

/** A text, or a pair of texts, as a model reads it: without padding. */
export interface Encoded {
  /** Token ids with the special tokens [T]. */
  readonly ids: Int32Array;
  /** Segment ids [T]: absent where all are zero. */
  readonly types?: Int32Array;
}

/** Options of encoding. */
export interface EncodeOptions {
  /** The most tokens, special ones included. Default: what tokenizer_config.json states, else 512. */
  readonly maxLength?: number;
}

/** Turns text into token ids. */
export interface Tokenizer {
  /** The id that batches are padded with. */
  readonly padId: number;
  /** How many ids there are: the least `vocab_size` of a model for it. */
  readonly vocabularySize: number;
  /** Encodes a text or a pair of texts; cuts what is too long at its end, the longer text of a pair first. */
  encode(text: string, pair?: string | null, options?: EncodeOptions): Encoded;
  /** Encodes many texts, or pairs of texts. */
  encodeAll(examples: { texts: readonly string[]; pairs?: readonly string[] }, options?: EncodeOptions): Encoded[];
  /** Text of token ids, for people to read; leaves special tokens out. */
  decode(ids: ArrayLike<number>): string;
}

/** What is used of the package: its own declarations import without file extensions, which TypeScript cannot follow. */
interface Tokenization {
  encode(
    text: string,
    options: { text_pair?: string; add_special_tokens?: boolean; return_token_type_ids?: boolean },
  ): { ids: number[]; token_type_ids?: number[] };
  decode(ids: number[], options: { skip_special_tokens: boolean }): string;
  token_to_id(token: string): number | undefined;
  get_vocab(): Map<string, number>;
}
const Tokenization = Implementation as unknown as new (json: object, config: object) => Tokenization;

/** What the special tokens of a text or a pair look like, and the segments. */
type Template = {
  before: readonly number[];
  between: readonly number[];
  after: readonly number[];
  /** Segments of `before`, the first text, `between`, the second text, `after`. */
  types: readonly [number, number, number, number, number];
};

/**
 * A tokenizer from the parsed contents of a Hugging Face folder's `tokenizer.json` and `tokenizer_config.json`; gives
 * the ids that Python's `tokenizers` gives. Truncation and padding that `tokenizer.json` asks for are left out: lengths
 * are the caller's matter. Throws one sentence where the JSON describes no tokenizer.
 */
export function tokenizer(json: unknown, config: unknown = {}): Tokenizer {
  const settings = isRecord(config) ? config : {};
  const tokens = parse(json, settings);
  const bare = (text: string): number[] => tokens.encode(text, { add_special_tokens: false }).ids;
  const segmented = !isRoberta(isRecord(json) ? json['post_processor'] : undefined);
  const single = templateOf(tokens, bare, false, segmented);
  let double: Template | undefined;
  const encode: Tokenizer['encode'] = (text, pair, { maxLength = limitOf(settings) } = {}) => {
    const first = bare(text);
    if (pair === undefined || pair === null) return assemble(single, first, [], maxLength);
    double ??= templateOf(tokens, bare, true, segmented);
    return assemble(double, first, bare(pair), maxLength);
  };
  return {
    padId: padOf(tokens, settings),
    vocabularySize: [...tokens.get_vocab().values()].reduce((most, id) => Math.max(most, id + 1), 0),
    encode,
    encodeAll: ({ texts, pairs }, options) => texts.map((text, index) => encode(text, pairs?.[index], options)),
    decode: (ids) => tokens.decode(Array.from(ids), { skip_special_tokens: true }),
  };
}

function parse(json: unknown, config: Readonly<Record<string, unknown>>): Tokenization {
  if (!isRecord(json) || !isRecord(json['model'])) {
    throw new Error('The tokenizer has no "model": give the parsed content of a Hugging Face tokenizer.json.');
  }
  try {
    return new Tokenization(withBertCharacters(withUnicodeSpaces(withReadScores(withWrittenTokens(json)))), config);
  } catch (error) {
    throw new Error(`The tokenizer could not be set up (${(error as Error).message}): check its tokenizer.json.`, {
      cause: error,
    });
  }
}

/** Learns where the special tokens go from one probe, so that every post-processor of the format is covered. */
function templateOf(
  tokens: Tokenization,
  bare: (text: string) => number[],
  pair: boolean,
  segmented: boolean,
): Template {
  const first = bare('a');
  const second = pair ? bare('b') : [];
  const probe = tokens.encode('a', { return_token_type_ids: true, ...(pair && { text_pair: 'b' }) });
  const types = probe.token_type_ids ?? [];
  const start = find(probe.ids, first, 0);
  const end = start + first.length;
  const next = pair ? find(probe.ids, second, end) : end;
  const close = next + second.length;
  const typeAt = (index: number): number => (segmented ? (types[index] ?? 0) : 0);
  return {
    before: probe.ids.slice(0, start),
    between: probe.ids.slice(end, next),
    after: probe.ids.slice(close),
    types: [typeAt(0), typeAt(start), typeAt(end), typeAt(next), typeAt(close)],
  };
}

/** RoBERTa has one segment only: Python gives zeros for both texts of a pair, where the package gives 0 and 1. */
function isRoberta(processor: unknown): boolean {
  if (!isRecord(processor)) return false;
  const { type, processors } = processor;
  return type === 'RobertaProcessing' || (Array.isArray(processors) && processors.some(isRoberta));
}

/** Where `part` begins in `whole`, at or behind `from`. */
function find(whole: readonly number[], part: readonly number[], from: number): number {
  for (let at = from; at + part.length <= whole.length; at++) {
    if (part.every((id, index) => whole[at + index] === id)) return at;
  }
  throw new Error('The tokenizer changes a text when it adds special tokens, which is not supported: use another one.');
}

function assemble(template: Template, first: number[], second: number[], maxLength: number): Encoded {
  const { before, between, after, types } = template;
  const room = maxLength - before.length - between.length - after.length;
  if (!Number.isInteger(maxLength) || room < 1) {
    const least = maxLength - room + 1;
    throw new Error(`maxLength is ${maxLength}, but must be a whole number of at least ${least}.`);
  }
  const [one, two] = cut(first.length, second.length, room);
  const parts = [before, first.slice(0, one), between, second.slice(0, two), after];
  const ids = Int32Array.from(parts.flat());
  if (!types.some(Boolean)) return { ids };
  return { ids, types: Int32Array.from(parts.flatMap((part, index) => part.map(() => types[index]!))) };
}

/** How many tokens of each text stay: Python's `longest_first`, which shortens the longer one and then both evenly. */
function cut(first: number, second: number, room: number): [number, number] {
  if (first + second <= room) return [first, second];
  if (second === 0) return [room, 0];
  const short = Math.min(first, second);
  const half = Math.floor(room / 2);
  const [less, more] = short > half ? [half, room - half] : [short, room - short];
  return first > second ? [more, less] : [less, more];
}

function limitOf({ model_max_length: limit }: Readonly<Record<string, unknown>>): number {
  // Tokenizers without a limit state 10³⁰.
  return typeof limit === 'number' && limit >= 1 && limit <= 1e6 ? Math.floor(limit) : 512;
}

function padOf(tokens: Tokenization, { pad_token: pad }: Readonly<Record<string, unknown>>): number {
  const named = isRecord(pad) ? pad['content'] : pad;
  for (const token of [named, '[PAD]', '<pad>']) {
    const id = typeof token === 'string' ? tokens.token_to_id(token) : undefined;
    if (id !== undefined) return id;
  }
  throw new Error('The tokenizer has no padding token: name one as pad_token in tokenizer_config.json.');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
