import { plainToken } from '../added-tokens.ts';
import { contentOf } from '../settings.ts';
import { ownField, type Json } from '../fields.ts';

/**
 * What a tokenizer.json would hold for BERT's vocab.txt (one token a line): text cleaned, lowered as `do_lower_case`
 * says (default true), split at white space and punctuation, then WordPiece (Wu et al. 2016). `settings` is a parsed
 * tokenizer_config.json. Throws one sentence where a special token is not in the vocabulary.
 *
 * @param vocabTxt the text of the file.
 * @param settings a parsed `tokenizer_config.json`. Default: without settings.
 */
export function wordPieceJson(vocabTxt: string, settings: Json = {}): object {
  const tokens = vocabTxt.replace(/\r?\n$/, '').split(/\r?\n/);
  return wordPieceOf('vocab.txt', Object.fromEntries(tokens.map((token, id) => [token, id])), settings);
}

/** What a tokenizer.json would hold for MPNet's vocabulary: BERT's words between RoBERTa's special tokens. */
export function mpnetOf(file: string, vocab: Json, settings: Json): object {
  const special = specialTokens(file, vocab, settings, { cls: '<s>', sep: '</s>', unk: '[UNK]' });
  const { cls, sep, unk } = special;
  return {
    ...wordPieces(vocab, settings, unk.content),
    added_tokens: [],
    post_processor: {
      type: 'RobertaProcessing',
      sep: [sep.content, sep.id],
      cls: [cls.content, cls.id],
      trim_offsets: true,
      add_prefix_space: false,
    },
  };
}

/** {@link wordPieceJson} of a vocabulary from tokens to ids, which is in `file`. */
export function wordPieceOf(file: string, vocab: Json, settings: Json): object {
  const special = specialTokens(file, vocab, settings, {
    pad: '[PAD]',
    unk: '[UNK]',
    cls: '[CLS]',
    sep: '[SEP]',
    mask: '[MASK]',
  });
  const { cls, sep, unk } = special;
  const piece = (token: Special, type_id: number): object => ({ SpecialToken: { id: token.content, type_id } });
  const text = (id: string, type_id: number): object => ({ Sequence: { id, type_id } });
  const single = [piece(cls, 0), text('A', 0), piece(sep, 0)];
  return {
    ...wordPieces(vocab, settings, unk.content),
    added_tokens: Object.values(special).map(added),
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, text('B', 1), piece(sep, 1)],
      special_tokens: Object.fromEntries(
        [cls, sep].map(({ content, id }) => [content, { id: content, ids: [id], tokens: [content] }]),
      ),
    },
  };
}

/** All but the special tokens and what stands around texts. */
function wordPieces(vocab: Json, settings: Json, unknown: string): object {
  return {
    version: '1.0',
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: settings['tokenize_chinese_chars'] ?? true,
      strip_accents: settings['strip_accents'] ?? null,
      lowercase: settings['do_lower_case'] ?? true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}

/**
 * What a tokenizer.json would hold for RoBERTa's vocab.json and merges.txt: byte-level pairs (Sennrich et al. 2016,
 * Radford et al. 2019). `settings` is a parsed tokenizer_config.json. Throws one sentence where a special token is not in
 * the vocabulary.
 *
 * @param vocabJson parsed: ids by tokens.
 * @param mergesTxt a pair of pieces a line, the first merged first.
 * @param settings a parsed `tokenizer_config.json`. Default: without settings.
 */
export function bytePairJson(vocabJson: Json, mergesTxt: string, settings: Json = {}): object {
  const lines = mergesTxt.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'));
  return bytePairsOf('vocab.json', vocabJson, lines, settings);
}

/** {@link bytePairJson} of a vocabulary, which is in `file`, and its merges. */
export function bytePairsOf(file: string, vocab: Json, merges: readonly unknown[], settings: Json): object {
  const special = specialTokens(file, vocab, settings, {
    cls: '<s>',
    pad: '<pad>',
    sep: '</s>',
    unk: '<unk>',
    mask: '<mask>',
  });
  const { cls, sep } = special;
  const space = settings['add_prefix_space'] ?? false;
  return {
    version: '1.0',
    added_tokens: Object.values(special).map(added),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: space, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [sep.content, sep.id],
      cls: [cls.content, cls.id],
      trim_offsets: true,
      add_prefix_space: space,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', continuing_subword_prefix: '', end_of_word_suffix: '', vocab, merges },
  };
}

type Special = { readonly content: string; readonly id: unknown };

function added({ content, id }: Special): object {
  return { ...plainToken(content, true), id };
}

/** The special tokens as the settings name them, with their ids. */
function specialTokens<Role extends string>(
  file: string,
  vocab: Json,
  settings: Json,
  defaults: Readonly<Record<Role, string>>,
): Record<Role, Special> {
  const entries = Object.entries<string>(defaults).map(([role, usual]) => {
    const content = contentOf(settings[`${role}_token`]) ?? usual;
    const id = ownField(vocab, content);
    if (id === undefined) {
      throw new Error(`${file} has no "${content}", the model's ${role}_token: use the one that belongs to the model.`);
    }
    return [role, { content, id }] as const;
  });
  return Object.fromEntries(entries) as Record<Role, Special>;
}
