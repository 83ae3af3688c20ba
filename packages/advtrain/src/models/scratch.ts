import { modelTypes, type ModelType } from '@advtrain/models';

/** How large the vocabulary of {@link scratchTokenizer} is at most. */
const vocabularySize = 8000;

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'] as const;

/**
 * A tokenizer made from texts, in the layout of a Hugging Face `tokenizer.json`: lower-case words, the most frequent
 * whole, others in pieces of two letters and one.
 */
export function scratchTokenizer(texts: readonly string[]): Readonly<Record<string, unknown>> {
  const counts = new Map<string, number>();
  const add = (piece: string, by: number) => counts.set(piece, (counts.get(piece) ?? 0) + by);
  for (const text of texts) {
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) add(word, 1);
  }
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word);
  const letters = [...new Set(byCount.flatMap((word) => Array.from(word)))];
  const pieces = [...special, ...letters, ...letters.map((letter) => `##${letter}`), ...byCount];
  const vocabulary = [...new Set(pieces)].slice(0, Math.max(vocabularySize, special.length + 2 * letters.length));
  const ids = Object.fromEntries(vocabulary.map((piece, id) => [piece, id]));
  const token = (name: string) => ({ SpecialToken: { id: name, type_id: 0 } });
  const template = [token('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, token('[SEP]')];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: template,
      pair: [...template, { Sequence: { id: 'B', type_id: 1 } }, { SpecialToken: { id: '[SEP]', type_id: 1 } }],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((name) => [name, { id: name, ids: [ids[name]], tokens: [name] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: ids,
    },
  };
}

/** The config of the encoder that is trained from scratch: BERT with 2 layers × 128. */
export function scratchConfig(vocabulary: number, maxLength: number): Readonly<Record<string, unknown>> {
  return {
    model_type: 'bert',
    vocab_size: vocabulary,
    hidden_size: 128,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 512,
    max_position_embeddings: Math.max(128, maxLength),
  };
}

/** The families that a tiny model can be of. */
export const families: readonly ModelType[] = modelTypes;

/**
 * Whether a name is that of a model which begins at random, whatever folders there are.
 *
 * @param name what `--model` says.
 */
export function beginsAtRandom(name: string): boolean {
  return name === 'scratch' || families.some((family) => name === `tiny-${family}`);
}

/** What turns on the parts of a family that its defaults leave out, at the size of a tiny model. */
const own: Readonly<Partial<Record<ModelType, object>>> = {
  modernbert: { global_attn_every_n_layers: 2, local_attention: 8 },
  'deberta-v2': {
    relative_attention: true,
    position_buckets: 8,
    pos_att_type: ['c2p', 'p2c'],
    share_att_key: true,
    norm_rel_ebd: 'layer_norm',
    position_biased_input: false,
  },
};

/** The config of a model of 2 layers × 32, for trying something out with a model of that family. */
export function tinyConfig(
  family: ModelType,
  vocabulary: number,
  maxLength: number,
): Readonly<Record<string, unknown>> {
  return {
    model_type: family,
    vocab_size: vocabulary,
    embedding_size: 16,
    hidden_size: 32,
    intermediate_size: 64,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    pad_token_id: 0,
    type_vocab_size: 2,
    // RoBERTa's positions begin after the padding's, and MPNet's as if that were 1.
    max_position_embeddings: maxLength + (family === 'mpnet' ? 2 : 1),
    ...own[family],
  };
}

/** The tokenizer's files for a model folder: their texts by their names. */
export function scratchTokenizerFiles(json: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
  };
  return { 'tokenizer.json': JSON.stringify(json), 'tokenizer_config.json': JSON.stringify(config) };
}
