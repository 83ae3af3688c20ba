import type { Fields, Json } from '../fields.ts';
import { contentOf } from '../settings.ts';
import { namesOfFalse, typeIn, type Made } from './made.ts';
import { isUnigram, labels, templateOf, vocabularyOf } from './unigram-parts.ts';

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

function robertaTemplate(given: Fields, settings: Json): Json {
  const begin = [contentOf(settings['bos_token']) ?? '<s>', 0] as const;
  const end = [contentOf(settings['eos_token']) ?? '</s>', 0] as const;
  return templateOf(given, [begin, 'A', end], [begin, 'A', end, end, 'B:0', end]);
}
