import { fields, ownField, type Fields, type Json } from '../fields.ts';
import { templateOf, type Stretch } from '../template.ts';
import { contentOf } from '../settings.ts';
import type { TokenizerClass } from './class.ts';
import { asDeberta } from './as-deberta.ts';
import { asAlbert, asCamembert, asXlmRoberta } from './as-unigram.ts';
import { isUnset, namesOfFalse, typeIn, type Made } from './made.ts';
import { bytePairsOf, mpnetOf, wordPieceOf } from './vocabulary.ts';

const makers = {
  bert: asBert,
  mpnet: asMpnet,
  roberta: asRoberta,
  albert: asAlbert,
  'xlm-roberta': asXlmRoberta,
  camembert: asCamembert,
  'deberta-v2': asDeberta,
} satisfies Record<Exclude<TokenizerClass, 'generic'>, (given: Fields, json: Json, settings: Json) => Made>;

/**
 * A parsed tokenizer.json as a Python class of its own reads it: BERT's and MPNet's take whether to lower, to strip accents and to
 * separate Chinese characters, RoBERTa's whether to put a space first, from tokenizer_config.json. transformers 5 makes all
 * else anew, where 4 keeps what is in tokenizer.json. Throws one sentence where the two would differ.
 */
export function asClass(json: Json, type: TokenizerClass, settings: Json): Json {
  if (type === 'generic') return json;
  const given = fields(json, "The tokenizer's", ' ');
  const made = makers[type](given, json, settings);
  const others = sameTemplates(json, made.json) ? made.others : [...made.others, 'post_processor'];
  if (others.length === 0) {
    return { ...json, ...made.json, added_tokens: ownField(json, 'added_tokens') ?? [] };
  }
  throw new Error(
    `tokenizer.json has another ${others[0]!} than its tokenizer_class makes, so transformers 4 and 5 read it differently: set tokenizer_class to "PreTrainedTokenizerFast" in tokenizer_config.json to keep what tokenizer.json has.`,
  );
}

function asBert(given: Fields, json: Json, settings: Json): Made {
  return asWordPiece(given, json, settings, wordPieceOf);
}

function asMpnet(given: Fields, json: Json, settings: Json): Made {
  return asWordPiece(given, json, settings, mpnetOf);
}

function asWordPiece(given: Fields, json: Json, settings: Json, make: typeof wordPieceOf): Made {
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
  return { json: make('tokenizer.json', model.table('vocab'), settings) as Json, others: namesOfFalse(alike) };
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
