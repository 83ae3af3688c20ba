import type { Fields, Json } from '../fields.ts';
import { contentOf } from '../settings.ts';
import { isUnset, namesOfFalse, typeIn, type Made } from './made.ts';

/** ALBERT's is what it is: 4 takes nothing from the settings, and 5 must not. */
export function asAlbert(given: Fields, json: Json, settings: Json): Made {
  const wanted = [
    "Replace:``,Replace:''",
    ...(settings['keep_accents'] === true ? [] : ['NFKD', 'StripAccents']),
    ...((settings['do_lower_case'] ?? true) === true ? ['Lowercase'] : []),
  ].join();
  const alike = {
    // Several spaces are one to a split at white space.
    normalizer:
      labels(given, 'normalizer', 'normalizers')
        .replace(/,Replace: \{2,\}$/, '')
        .replace(/,Precompiled$/, '') === wanted,
    pre_tokenizer: labels(given, 'pre_tokenizer', 'pretokenizers') === wordsOf(settings),
    model: isUnigram(given, 1),
  };
  return { json, others: namesOfFalse(alike) };
}

/** XLM-RoBERTa's takes nothing but the vocabulary and the characters to replace. */
export function asXlmRoberta(given: Fields, json: Json, settings: Json): Made {
  const alike = {
    normalizer: isPrecompiled(given),
    pre_tokenizer: labels(given, 'pre_tokenizer', 'pretokenizers') === wordsOf(settings),
    model: isUnigram(given, 3),
  };
  return { json: { ...json, post_processor: robertaTemplate(given, settings) }, others: namesOfFalse(alike) };
}

/** CamemBERT's is XLM-RoBERTa's, with the unknown token wherever the vocabulary has it. */
export function asCamembert(given: Fields, json: Json, settings: Json): Made {
  const unknown = vocabularyOf(given).indexOf(contentOf(settings['unk_token']) ?? '<unk>');
  const alike = {
    normalizer: isPrecompiled(given),
    pre_tokenizer: labels(given, 'pre_tokenizer', 'pretokenizers') === wordsOf(settings),
    model: isUnigram(given, Math.max(unknown, 0)),
  };
  return { json: { ...json, post_processor: robertaTemplate(given, settings) }, others: namesOfFalse(alike) };
}

/**
 * DeBERTa's. transformers 5 has its own normalizer in place of the table of characters that is in a tokenizer.json of 4, which
 * is what no folder on the hub would be read without: here it is as 5 has it.
 */
export function asDeberta(given: Fields, json: Json, settings: Json): Made {
  const lowers = settings['do_lower_case'] === true;
  const splits = settings['split_by_punct'] === true;
  const scheme = (settings['add_prefix_space'] ?? true) === true ? 'always' : 'first';
  const usual = ['Lowercase', 'Strip', 'Precompiled', 'NFC', 'Replace: {2,}', `Replace:${spaces}?`];
  const found = labelsIn(given, 'normalizer', 'normalizers');
  const cls = contentOf(settings['cls_token']) ?? '[CLS]';
  const sep = contentOf(settings['sep_token']) ?? '[SEP]';
  const isSplit = labels(given, 'pre_tokenizer', 'pretokenizers').startsWith('Punctuation');
  const alike = {
    normalizer: found.every((label) => usual.includes(label)) && found.includes('Lowercase') === lowers,
    pre_tokenizer: isSplit === splits,
    model: isUnigram(given, unknownOf(given, settings)),
  };
  const template = templateOf(given, [[cls, 0], 'A', [sep, 0]], [[cls, 0], 'A', [sep, 0], 'B', [sep, 1]]);
  const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: scheme, split: true };
  const made = {
    ...json,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        ...(lowers ? [{ type: 'Lowercase' }] : []),
        { type: 'Replace', pattern: { Regex: spaces }, content: ' ' },
        { type: 'NFC' },
        { type: 'Strip', strip_left: false, strip_right: true },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [...(splits ? [{ type: 'Punctuation', behavior: 'Isolated' }] : []), metaspace],
    },
    post_processor: template,
    decoder: metaspace,
  };
  return { json: made, others: namesOfFalse(alike) };
}

/** What DeBERTa's of transformers 5 takes for one space. */
const spaces = '\\s{2,}|[\\n\\r\\t]';

/** Words that begin with a space of their own, at each white space. */
function wordsOf(settings: Json): string {
  return `WhitespaceSplit,Metaspace:${(settings['add_prefix_space'] ?? true) === true ? 'always' : 'never'}`;
}

/** Whether there is no normalizer but a table of characters. Several spaces are one to a split at white space. */
function isPrecompiled(given: Fields): boolean {
  const alone = typeIn(given, 'normalizer');
  if (alone !== 'Sequence') return alone === '' || alone === 'Precompiled';
  return /^(Precompiled)?(,?Replace: \{2,\})?$/.test(labels(given, 'normalizer', 'normalizers'));
}

function isUnigram(given: Fields, unknown: number): boolean {
  const model = given.part('model');
  return (
    model.text('type', 'Unigram') === 'Unigram' &&
    model.count('unk_id', 0) === unknown &&
    isUnset(model, 'byte_fallback')
  );
}

/** DeBERTa's unknown token: where the vocabulary has it with the score 0, else what the settings say. */
function unknownOf(given: Fields, settings: Json): number {
  const content = contentOf(settings['unk_token']) ?? '[UNK]';
  const { vocab } = given.part('model').values;
  const scored = Array.isArray(vocab)
    ? vocab.findIndex((each) => Array.isArray(each) && each[0] === content && each[1] === 0)
    : -1;
  const { unk_id: said = 1 } = settings;
  return scored === -1 ? Number(said) : scored;
}

function vocabularyOf(given: Fields): unknown[] {
  const { vocab } = given.part('model').values;
  return Array.isArray(vocab) ? vocab.map((each: unknown) => (Array.isArray(each) ? (each[0] as unknown) : each)) : [];
}

function robertaTemplate(given: Fields, settings: Json): Json {
  const begin = [contentOf(settings['bos_token']) ?? '<s>', 0] as const;
  const end = [contentOf(settings['eos_token']) ?? '</s>', 0] as const;
  return templateOf(given, [begin, 'A', end], [begin, 'A', end, end, 'B:0', end]);
}

type Piece = 'A' | 'B' | 'B:0' | readonly [token: string, type: number];

/** A post-processor of pieces: the texts, of which the second has segment 1 or, as 'B:0', 0; and special tokens with theirs. */
function templateOf(given: Fields, single: readonly Piece[], pair: readonly Piece[]): Json {
  const vocabulary = vocabularyOf(given);
  const tokens = [...single, ...pair].flatMap((piece) => (typeof piece === 'string' ? [] : [piece[0]]));
  const shown = (piece: Piece): object => {
    if (typeof piece !== 'string') return { SpecialToken: { id: piece[0], type_id: piece[1] } };
    return { Sequence: { id: piece.charAt(0), type_id: piece === 'B' ? 1 : 0 } };
  };
  return {
    type: 'TemplateProcessing',
    single: single.map(shown),
    pair: pair.map(shown),
    special_tokens: Object.fromEntries(
      tokens.map((token) => [token, { id: token, ids: [vocabulary.indexOf(token)], tokens: [token] }]),
    ),
  };
}

/** The parts of a sequence; none of what is no sequence. */
function labelsIn(given: Fields, name: string, list: string): string[] {
  return typeIn(given, name) === 'Sequence' ? given.part(name).parts(list).map(labelOf) : [];
}

function labels(given: Fields, name: string, list: string): string {
  return labelsIn(given, name, list).join();
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
