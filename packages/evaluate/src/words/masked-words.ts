import type { MaskedModel, MaskedPlace } from '@advtrain/attacks';
import type { Inputs } from '@advtrain/core';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { textSet } from '../example-set.ts';
import type { Pause } from '../pause.ts';
import { bareTokens, vocabularyWords } from './vocabulary-words.ts';
import type { BareTokens, WordTokenizer } from './vocabulary-words.ts';

/** What of a masked language model is asked: `loadMasked` of `@advtrain/models` gives one. */
export interface TokenFiller {
  readonly config: { readonly vocab_size: number };
  readonly params: Readonly<Record<string, tf.Variable>>;
  /**
   * Logits [P, V] in places [P] of ids [N, T], counted row by row.
   *
   * @param inputs ids [N, T] and their mask.
   * @param places [P] (int32), each below N · T.
   */
  logits(inputs: Inputs, places: tf.Tensor1D): tf.Tensor2D;
}

/** How a masked language model is asked for words. */
export interface MaskedWordsOptions {
  /** As attacks have it in their names. */
  readonly name: string;
  /** Tokens that the model reads at most: of a longer text those around a place. */
  readonly maxLength: number;
  /** Texts a batch, of neighbours in length. Default 32. */
  readonly batchSize?: number;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause | undefined;
}

/** A masked language model as attacks ask it; whoever makes it disposes it, which leaves the model as it is. */
export interface AskedMaskedModel extends MaskedModel {
  /** Frees what was recorded. */
  dispose(): void;
}

/**
 * A masked language model as attacks on words ask it: the likeliest tokens that are whole words. A word of several tokens that is seen and not
 * masked is asked about at its first; one that is no token of its own, as `s` in `it's`, gets no words. Throws one sentence where the
 * tokenizer has no token that masks.
 *
 * @param model the masked language model.
 * @param tokenizer the model's own, for its vocabulary and its mask.
 * @param options the name, the most tokens, and the batch size.
 */
export function maskedWords(
  model: TokenFiller,
  tokenizer: WordTokenizer,
  { name, maxLength, batchSize = 32, pause }: MaskedWordsOptions,
): AskedMaskedModel {
  const { padId, maskId } = tokenizer;
  if (maskId === undefined) throw new Error(`${name} has no token that masks a word, so it cannot be asked for words.`);
  const { vocab_size: size } = model.config;
  const bare = bareTokens(tokenizer);
  const words = vocabularyWords(tokenizer, bare, size);
  // Row 0 after a space, row 1 with nothing before: 0 for words, and what no logit makes up for where a token is none.
  const barred = [words.afterSpace, words.atStart].map((known) =>
    Float32Array.from({ length: size }, (_, id) => (known.has(id) ? 0 : -1e9)),
  );
  const recordings = new Recordings({ variables: Object.values(model.params), after: 16 });
  const ask = (inputs: Inputs, asked: readonly Windowed[], most: number): readonly (readonly string[])[] =>
    tf.tidy(() => {
      const [, length] = inputs.values.shape as [number, number];
      const places = tf.tensor1d(
        asked.map(({ place }, row) => row * length + place),
        'int32',
      );
      const given = [inputs.values, inputs.mask, inputs.types, places].filter((tensor) => tensor !== undefined);
      const logits = recordings.run('masked', given, () => [model.logits(inputs, places)])[0]!;
      const bars = tf.stack(asked.map(({ isStart }) => tf.tensor1d(barred[isStart ? 1 : 0]!)));
      const { values, indices } = tf.topk(tf.add(logits, bars), Math.min(most, size));
      const scores = values.arraySync() as number[][];
      const ids = indices.arraySync() as number[][];
      return asked.map(({ isStart }, row) => {
        const known = isStart ? words.atStart : words.afterSpace;
        return ids[row]!.filter((_, rank) => scores[row]![rank]! > -1e8).map((id) => known.get(id)!);
      });
    });
  return {
    name,
    async fill(places, most) {
      const windows = places.map((place) => windowOf(place, bare, maskId, maxLength));
      const rows = windows.flatMap((window, row) => (window ? [row] : []));
      const found: (readonly string[])[] = places.map(() => []);
      const encoded = rows.map((row) => ({ ids: windows[row]!.ids }));
      if (rows.length === 0) return found;
      const batches = textSet(encoded, undefined, { padId, maxLength }).evaluation(batchSize);
      let index = 0;
      for (const { inputs } of batches) {
        const own = [...batches.rows[index]!].map((at) => rows[at]!);
        const lists = ask(
          inputs,
          own.map((row) => windows[row]!),
          most,
        );
        own.forEach((row, at) => (found[row] = lists[at]!));
        index++;
        await pause?.();
      }
      return found;
    },
    dispose: () => {
      recordings.dispose();
    },
  };
}

/** The tokens around a place, special ones included. */
interface Windowed {
  readonly ids: readonly number[];
  /** Where among them the place is. */
  readonly place: number;
  /** Whether nothing stands before the word, not even a space. */
  readonly isStart: boolean;
}

function windowOf(
  { before, word, after, masked }: MaskedPlace,
  bare: BareTokens,
  maskId: number,
  maxLength: number,
): Windowed | undefined {
  const left = bare.of(before.trimEnd());
  const inner = masked ? [...left, maskId, ...bare.of(after)] : bare.of(before + word + after);
  if (!masked && (left.some((id, at) => inner[at] !== id) || left.length >= inner.length)) return undefined;
  const room = maxLength - bare.before.length - bare.after.length;
  const latest = Math.max(0, inner.length - room);
  const start = Math.min(latest, Math.max(0, left.length - Math.floor(room / 2)));
  return {
    ids: [...bare.before, ...inner.slice(start, start + room), ...bare.after],
    place: bare.before.length + left.length - start,
    isStart: before.trimEnd() === before,
  };
}
