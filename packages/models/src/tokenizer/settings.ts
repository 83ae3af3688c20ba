import { fields, isRecord, ownField, shown, type Fields, type Json } from './fields.ts';
import type { Side } from './truncation.ts';

/** What a tokenizer_config.json says about lengths and what a model is given. */
export interface Settings {
  /** The most tokens of a sequence. */
  readonly maxLength: number;
  readonly truncationSide: Side;
  /** Whether there are segments. */
  readonly segments: boolean;
  /** What the padding token may be, the first that there is. */
  readonly padding: readonly string[];
  /** What the token that masks a word is called, where it is said. */
  readonly mask?: string;
}

/**
 * The settings of a parsed tokenizer_config.json; those that it lacks are those of tokenizer.json. Throws one sentence for one
 * that is malformed or not implemented.
 */
export function settingsOf(config: Json, json: Fields): Settings {
  const read = fields(config, "tokenizer_config.json's", ' ');
  if (read.flag('split_special_tokens', false)) throw read.notImplemented('split_special_tokens');
  const padding = json.optional('padding');
  const truncation = json.optional('truncation');
  if (sideOf(read, 'padding_side', padding) === 'left') {
    throw new Error(
      'padding_side is "left", but texts are padded at their right here: set it to "right" in tokenizer_config.json.',
    );
  }
  const named =
    contentOf(ownField(config, 'pad_token')) ?? (padding?.has('pad_token') ? padding.text('pad_token') : undefined);
  const mask = contentOf(ownField(config, 'mask_token'));
  return {
    maxLength: limitOf(ownField(config, 'model_max_length')),
    truncationSide: sideOf(read, 'truncation_side', truncation),
    segments: !read.has('model_input_names') || read.list('model_input_names').includes('token_type_ids'),
    padding: [...(named === undefined ? [] : [named]), '[PAD]', '<pad>'],
    ...(mask !== undefined && { mask }),
  };
}

/** The text of a special token, which a file states as a text or as an object. */
export function contentOf(token: unknown): string | undefined {
  const content = isRecord(token) ? ownField(token, 'content') : token;
  return typeof content === 'string' ? content : undefined;
}

function sideOf(config: Fields, name: string, json: Fields | undefined): Side {
  const side = config.has(name) ? config.text(name) : (json?.text('direction', 'Right') ?? 'right').toLowerCase();
  if (side === 'left' || side === 'right') return side;
  throw new Error(`${name} is ${shown(side)}, but must be "left" or "right".`);
}

function limitOf(limit: unknown): number {
  // Tokenizers without a limit state 10³⁰.
  return typeof limit === 'number' && limit >= 1 && limit <= 1e6 ? Math.floor(limit) : 512;
}
