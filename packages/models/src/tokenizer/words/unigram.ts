import { shown, type Fields } from '../fields.ts';
import { byteIds } from './byte-pairs.ts';
import { Trie } from './trie.ts';
import { readTwice } from './unigram-scores.ts';
import type { Words } from './words.ts';

/** How much worse an unknown character scores than the worst token. */
const penalty = 10;

/** The best way to a place in a word: its score, and the last token. */
type Path = { readonly score: number; readonly from: number; readonly id: number | undefined };

/** A unigram language model (Kudo 2018): a word is split into the tokens whose scores add up to the most. */
export function unigram(json: Fields): Words {
  const vocab = scoredTokens(json);
  const ids = new Map(vocab.map(({ token }, id) => [token, id]));
  const trie = new Trie(ids);
  const unknown = json.has('unk_id') ? json.count('unk_id') : undefined;
  if (unknown !== undefined && unknown >= vocab.length) {
    throw new Error(`${json.path}.unk_id is ${unknown}, but the vocabulary has ${vocab.length} tokens.`);
  }
  const fallsBack = json.flag('byte_fallback', false);
  const lowest = vocab.reduce((least, { score }) => Math.min(least, score), Infinity) - penalty;

  const bestPaths = (characters: readonly string[]): Path[] => {
    const best: Path[] = [{ score: 0, from: 0, id: undefined }];
    const offer = (at: number, path: Path): void => {
      const known = best[at];
      if (!known || path.score > known.score) best[at] = path;
    };
    for (const from of characters.keys()) {
      const { score } = best[from]!;
      let single = false;
      for (const { id, end } of trie.beginnings(characters, from)) {
        offer(end, { score: vocab[id]!.score + score, from, id });
        if (end === from + 1) single = true;
      }
      if (!single) offer(from + 1, { score: lowest + score, from, id: unknown });
    }
    return best;
  };
  /** The pieces of a word: neighbours that are unknown are one. */
  const pieces = (word: string): string[] => {
    const characters = Array.from(word);
    const best = bestPaths(characters);
    const found: string[] = [];
    let end = characters.length;
    let known = characters.length;
    const take = (from: number, to: number): void => {
      if (from < to) found.push(characters.slice(from, to).join(''));
    };
    while (end > 0) {
      const { from, id } = best[end]!;
      if (id !== unknown) {
        take(end, known);
        take(from, end);
        known = from;
      }
      end = from;
    }
    take(0, known);
    return found.reverse();
  };
  return {
    ids,
    encode: (word) =>
      pieces(word).flatMap((piece) => {
        const id = ids.get(piece);
        if (id !== undefined) return [id];
        const bytes = fallsBack ? byteIds(piece, ids) : undefined;
        if (bytes) return bytes;
        if (unknown !== undefined) return [unknown];
        throw new Error(`The tokenizer has no token for ${shown(piece)}, and no unk_id: put the model's own there.`);
      }),
  };
}

function scoredTokens(json: Fields): { token: string; score: number }[] {
  return json.list('vocab').map((entry, id) => {
    const [token, score] = (Array.isArray(entry) ? entry : []) as unknown[];
    if (typeof token === 'string' && typeof score === 'number') return { token, score: readTwice(score) };
    throw new Error(`${json.path}.vocab[${id}] is ${shown(entry)}, but must be a token and its score.`);
  });
}
