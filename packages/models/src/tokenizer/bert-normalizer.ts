import { ideographs, marks, punctuation, removed, spaces } from './bert-characters.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * A parsed tokenizer.json whose BERT normalizer and pre-tokenizer, if it has them, clean and split texts as Python does: the
 * package takes the tables of the running Node for what are accents and punctuation, and finds no Chinese beyond U+FFFF.
 */
export function withBertCharacters(json: Json): Json {
  const normalizer = json['normalizer'] as Json | null | undefined;
  const splitter = json['pre_tokenizer'] as Json | null | undefined;
  if (normalizer?.['type'] !== 'BertNormalizer' || splitter?.['type'] !== 'BertPreTokenizer') return json;
  const { clean_text: cleans, handle_chinese_chars: chinese, strip_accents: strips, lowercase } = normalizer;
  const steps = [
    ...(cleans ? [replace(removed, ''), replace(spaces, ' ')] : []),
    ...((strips ?? lowercase) ? [{ type: 'NFD' }, replace(marks, '')] : []),
    // Rust lowers one character at a time, and so has no final sigma.
    ...(lowercase ? [replace('\\u{3a3}', '\u03c3'), { type: 'Lowercase' }] : []),
  ];
  const alone = chinese ? punctuation + ideographs : punctuation;
  const pieces = { Regex: `[${alone}]|[^\\p{White_Space}${alone}]+` };
  return {
    ...json,
    normalizer: { type: 'Sequence', normalizers: steps },
    pre_tokenizer: { type: 'Split', pattern: pieces, behavior: 'Removed', invert: true },
  };
}

function replace(characters: string, content: string): Json {
  return { type: 'Replace', pattern: { Regex: `[${characters}]` }, content };
}
