import { fields, ownField, type Fields, type Json } from '../fields.ts';
import { templateOf, type Stretch } from '../template.ts';
import { contentOf } from '../settings.ts';
import type { TokenizerClass } from './class.ts';
import { bytePairsOf, wordPieceOf } from './vocabulary.ts';

/** The tokenizer.json that a class makes, and which parts of the one that is there are not like it. */
type Made = { readonly json: Json; readonly others: readonly string[] };

/**
 * A parsed tokenizer.json as a Python class of its own reads it: BERT's take whether to lower, to strip accents and to
 * separate Chinese characters, RoBERTa's whether to put a space first, from tokenizer_config.json. transformers 5 makes all
 * else anew, where 4 keeps what is in tokenizer.json. Throws one sentence where the two would differ.
 */
export function asClass(json: Json, type: TokenizerClass, settings: Json): Json {
  if (type === 'generic') return json;
  const given = fields(json, "The tokenizer's", ' ');
  const made = { bert: asBert, roberta: asRoberta, albert: asAlbert }[type](given, json, settings);
  const others = sameTemplates(json, made.json) ? made.others : [...made.others, 'post_processor'];
  if (others.length === 0) {
    return { ...json, ...made.json, added_tokens: ownField(json, 'added_tokens') ?? [] };
  }
  throw new Error(
    `tokenizer.json has another ${others[0]!} than its tokenizer_class makes, so transformers 4 and 5 read it differently: set tokenizer_class to "PreTrainedTokenizerFast" in tokenizer_config.json to keep what tokenizer.json has.`,
  );
}

function asBert(given: Fields, json: Json, settings: Json): Made {
  const model = given.part('model');
  const alike = {
    normalizer: typeIn(given, 'normalizer') === 'BertNormalizer' && given.part('normalizer').flag('clean_text', true),
    pre_tokenizer: typeIn(given, 'pre_tokenizer') === 'BertPreTokenizer',
    model:
      model.text('type', 'WordPiece') === 'WordPiece' &&
      model.text('unk_token', '[UNK]') === (contentOf(settings['unk_token']) ?? '[UNK]') &&
      model.text('continuing_subword_prefix', '##') === '##' &&
      model.count('max_input_chars_per_word', 100) === 100,
  };
  if (!alike.model) return { json, others: ['model'] };
  return { json: wordPieceOf('tokenizer.json', model.table('vocab'), settings) as Json, others: namesOfFalse(alike) };
}

function asRoberta(given: Fields, json: Json, settings: Json): Made {
  const model = given.part('model');
  const unlike = [
    'unk_token',
    'dropout',
    'continuing_subword_prefix',
    'end_of_word_suffix',
    'byte_fallback',
    'ignore_merges',
  ];
  const alike = {
    normalizer: !given.has('normalizer'),
    pre_tokenizer:
      typeIn(given, 'pre_tokenizer') === 'ByteLevel' && given.part('pre_tokenizer').flag('use_regex', true),
    model: model.text('type', 'BPE') === 'BPE' && unlike.every((name) => isUnset(model, name)),
  };
  if (!alike.model) return { json, others: ['model'] };
  const made = bytePairsOf('tokenizer.json', model.table('vocab'), model.list('merges'), settings) as Json;
  return { json: made, others: namesOfFalse(alike) };
}

/** ALBERT's is what it is: 4 takes nothing from the settings, and 5 must not. */
function asAlbert(given: Fields, json: Json, settings: Json): Made {
  const types = (name: string, list: string): string => {
    if (typeIn(given, name) !== 'Sequence') return '';
    return given.part(name).parts(list).map(labelOf).join();
  };
  const wanted = [
    "Replace:``,Replace:''",
    ...(settings['keep_accents'] === true ? [] : ['NFKD', 'StripAccents']),
    ...((settings['do_lower_case'] ?? true) === true ? ['Lowercase'] : []),
  ].join();
  const scheme = (settings['add_prefix_space'] ?? true) === true ? 'always' : 'never';
  const model = given.part('model');
  const alike = {
    // Several spaces are one to a split at white space.
    normalizer:
      types('normalizer', 'normalizers')
        .replace(/,Replace: \{2,\}$/, '')
        .replace(/,Precompiled$/, '') === wanted,
    pre_tokenizer: types('pre_tokenizer', 'pretokenizers') === `WhitespaceSplit,Metaspace:${scheme}`,
    model:
      model.text('type', 'Unigram') === 'Unigram' && model.count('unk_id', 0) === 1 && isUnset(model, 'byte_fallback'),
  };
  return { json, others: namesOfFalse(alike) };
}

/** A part of a sequence with what sets it apart from others of its type. */
function labelOf(part: Fields): string {
  const type = part.text('type');
  if (type === 'Metaspace')
    return `${type}:${part.text('prepend_scheme', 'always')}${part.text('replacement') === '▁' && part.flag('split', true) ? '' : '?'}`;
  if (type !== 'Replace') return type;
  const pattern = part.part('pattern');
  const text = pattern.has('String') ? pattern.text('String') : pattern.text('Regex');
  return `${type}:${text}${part.text('content') === (text.startsWith(' ') ? ' ' : '"') ? '' : '?'}`;
}

function typeIn(given: Fields, name: string): string {
  return given.has(name) ? given.part(name).text('type') : '';
}

function isUnset(model: Fields, name: string): boolean {
  const { [name]: value } = model.values;
  return value === undefined || value === null || value === '' || value === false;
}

function namesOfFalse(alike: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(alike).flatMap(([name, same]) => (same ? [] : [name]));
}

/** Whether the same special tokens stand around texts. */
function sameTemplates(one: Json, other: Json): boolean {
  const [mine, yours] = [one, other].map((json) => {
    const given = fields(json, "The tokenizer's", ' ');
    const { single, pair } = templateOf(given.optional('post_processor'));
    return JSON.stringify([single.flatMap(flat), pair.flatMap(flat)]);
  });
  return mine === yours;
}

function flat(stretch: Stretch): unknown[] {
  return 'ids' in stretch ? stretch.ids.map((id) => [id, stretch.type]) : [[stretch.text, stretch.type]];
}
