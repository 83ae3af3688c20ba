import type { Fields } from '../fields.ts';
import { bytePairs } from './byte-pairs.ts';
import { unigram } from './unigram.ts';
import { wordLevel } from './word-level.ts';
import { wordPiece } from './word-piece.ts';
import type { Words } from './words.ts';

const kinds: Readonly<Record<string, (json: Fields) => Words>> = {
  BPE: bytePairs,
  Unigram: unigram,
  WordLevel: wordLevel,
  WordPiece: wordPiece,
};

/** The model that a tokenizer.json describes. Throws one sentence for one that is not implemented or malformed. */
export function wordsOf(json: Fields): Words {
  const type = json.has('type') ? json.text('type') : guessed(json);
  if (!Object.hasOwn(kinds, type)) throw json.notImplemented('type');
  const { ids, encode } = kinds[type]!(json);
  if (ids.size === 0) throw new Error(`${json.path}.vocab is empty: put the vocabulary of the model there.`);
  return { ids, encode: remembering(encode) };
}

/** Early files do not name the kind. */
function guessed(json: Fields): string {
  if (json.has('merges')) return 'BPE';
  if (json.has('continuing_subword_prefix')) return 'WordPiece';
  return json.has('unk_id') ? 'Unigram' : 'WordLevel';
}

/** Most words of a text were there before. */
function remembering(encode: Words['encode']): Words['encode'] {
  const known = new Map<string, readonly number[]>();
  return (word) => {
    if (word.length > 64) return encode(word);
    let ids = known.get(word);
    if (ids === undefined) {
      ids = encode(word);
      if (known.size >= 50_000) known.clear();
      known.set(word, ids);
    }
    return ids;
  };
}
