import { fields, type Fields, type Json } from '../fields.ts';
import { contentOf } from '../settings.ts';
import { namesOfFalse, type Made } from './made.ts';
import type { SentencePieces } from './sentence-piece.ts';
import { isUnigram, labels, labelsIn, templateOf } from './unigram-parts.ts';

/** What DeBERTa's of transformers 5 takes for one space. */
const spaces = '\\s{2,}|[\\n\\r\\t]';

/**
 * DeBERTa's. transformers 5 has its own normalizer in place of the table of characters that is in a tokenizer.json of 4, which
 * is what no folder on the hub would be read without: here it is as 5 has it.
 */
export function asDeberta(given: Fields, json: Json, settings: Json): Made {
  const lowers = settings['do_lower_case'] === true;
  const splits = settings['split_by_punct'] === true;
  const usual = ['Lowercase', 'Strip', 'Precompiled', 'NFC', 'Replace: {2,}', `Replace:${spaces}?`];
  const found = labelsIn(given, 'normalizer', 'normalizers');
  const isSplit = labels(given, 'pre_tokenizer', 'pretokenizers').startsWith('Punctuation');
  const alike = {
    normalizer: found.every((label) => usual.includes(label)) && found.includes('Lowercase') === lowers,
    pre_tokenizer: isSplit === splits,
    model: isUnigram(given, unknownOf(given, settings)),
  };
  return { json: debertaOf(given, json, settings), others: namesOfFalse(alike) };
}

/** What DeBERTa's class makes around a vocabulary. */
function debertaOf(given: Fields, json: Json, settings: Json): Json {
  const lowers = settings['do_lower_case'] === true;
  const splits = settings['split_by_punct'] === true;
  const scheme = (settings['add_prefix_space'] ?? true) === true ? 'always' : 'first';
  const cls = contentOf(settings['cls_token']) ?? '[CLS]';
  const sep = contentOf(settings['sep_token']) ?? '[SEP]';
  const template = templateOf(given, [[cls, 0], 'A', [sep, 0]], [[cls, 0], 'A', [sep, 0], 'B', [sep, 1]]);
  const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: scheme, split: true };
  return {
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
}

/** The tokenizer.json that DeBERTa's class makes of a SentencePiece model. */
export function debertaJson({ vocabulary, unknown }: SentencePieces, settings: Json): Json {
  const bare = { model: { type: 'Unigram', unk_id: unknown, vocab: vocabulary } };
  const found = unknownOf(fields(bare, "The tokenizer's", ' '), { ...settings, unk_id: unknown });
  const json = { ...bare, model: { ...bare.model, unk_id: found } };
  return debertaOf(fields(json, "The tokenizer's", ' '), json, settings);
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
