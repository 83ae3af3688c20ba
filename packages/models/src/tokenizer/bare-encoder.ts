import { sections, type NumberedToken } from './added-tokens.ts';
import { shown, type Fields } from './fields.ts';
import { followed } from './offsets/normalized-text.ts';
import { spansOf, type Span, type Spelling } from './offsets/token-spans.ts';
import { normalizer } from './text/normalizers.ts';
import { preTokenizer } from './text/pre-tokenizers.ts';
import type { Words } from './words/words.ts';

/** Gives the ids of a text without special tokens around it. */
export interface BareEncoder {
  /** The ids. */
  encode(text: string): readonly number[];
  /** The ids, and where each token stands in the text. Throws one sentence where that cannot be said. */
  locate(text: string): { readonly ids: readonly number[]; readonly spans: readonly Span[] };
}

/** Encodes by the parts of a tokenizer.json; `words` is its vocabulary. */
export function bareEncoder(parts: Fields, added: ReadonlyMap<string, NumberedToken>, words: Words): BareEncoder {
  const normalizing = parts.optional('normalizer');
  const normalize = normalizing ? normalizer(normalizing) : (text: string): string => text;
  const splitting = parts.optional('pre_tokenizer');
  const split = splitting ? preTokenizer(splitting) : (piece: string): readonly string[] => [piece];
  const divide = sections(added.values(), normalize);
  const encode = (text: string): readonly number[] => {
    const ids: number[] = [];
    for (const section of divide(text)) {
      if (typeof section === 'number') {
        ids.push(section);
        continue;
      }
      for (const word of split(section)) {
        for (const id of words.encode(word)) ids.push(id);
      }
    }
    return ids;
  };
  const spell = once(() => spelling(parts, words));
  return {
    encode,
    locate(text) {
      const normalized = followed(text, normalize);
      const pieces = split(normalized.text).map((piece) => ({ piece, ids: words.encode(piece) }));
      const ids = pieces.flatMap((each) => each.ids);
      const sections = divide(text);
      if (sections.some((section) => typeof section === 'number'))
        throw new Error(`The text ${shown(text)} has a special token in it, whose place is not known: take it out.`);
      return { ids, spans: spansOf(normalized, pieces, spell()) };
    },
  };
}

/** How tokens are written, by the parts of a tokenizer.json. */
function spelling(parts: Fields, { ids }: Words): Spelling {
  const model = parts.part('model');
  const prefix = model.text('continuing_subword_prefix', '');
  const suffix = model.text('end_of_word_suffix', '');
  const unknown = model.has('unk_token') ? ids.get(model.text('unk_token')) : undefined;
  const surfaces = new Map<number, string>();
  for (const [token, id] of ids) {
    if (id === unknown || /^<0x[0-9A-F]{2}>$/.test(token)) continue;
    const inner = prefix !== '' && token.startsWith(prefix) ? token.slice(prefix.length) : token;
    surfaces.set(id, suffix !== '' && inner.endsWith(suffix) ? inner.slice(0, -suffix.length) : inner);
  }
  return { bytes: hasByteLetters(parts.optional('pre_tokenizer')), surfaceOf: (id) => surfaces.get(id) };
}

function hasByteLetters(json: Fields | undefined): boolean {
  if (!json) return false;
  const type = json.text('type');
  return type === 'ByteLevel' || (type === 'Sequence' && json.parts('pretokenizers').some(hasByteLetters));
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
