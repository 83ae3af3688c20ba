import type { Model } from '@advtrain/core';
import type { Encoded } from '@advtrain/datasets';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { textSet } from '../example-set.ts';
import type { Pause } from '../pause.ts';

/** How an encoder reads sentences. */
export interface SentenceVectorsOptions {
  /**
   * Token ids of sentences, special tokens included, cut to what the encoder reads.
   *
   * @param texts sentences of any lengths.
   */
  encode(texts: readonly string[]): readonly Encoded[];
  /** The id that padding has. */
  readonly padId: number;
  /** Tokens that the encoder reads at most, where padding ends. Default: no limit. */
  readonly maxLength?: number | undefined;
  /** Sentences a batch, of neighbours in length. Default 32. */
  readonly batchSize?: number;
  /** Vectors that are kept for sentences that come again. Default 20,000. */
  readonly most?: number;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause | undefined;
}

/** Sentences as vectors; whoever makes it disposes it, which leaves the encoder as it is. */
export interface SentenceVectors {
  /**
   * A vector [H] of length 1 for each sentence, in their order.
   *
   * @param texts sentences of any lengths.
   */
  of(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** Frees what was recorded and kept. */
  dispose(): void;
}

/**
 * Sentences as vectors, as sentence-transformers' all-MiniLM-L6-v2 has them (Reimers & Gurevych, 2019): the mean of the last
 * layer over the tokens that are no padding, brought to length 1; without dropout.
 *
 * @param model the encoder.
 * @param options the tokenizer's part, and the batch size.
 */
export function sentenceVectors(model: Model, options: SentenceVectorsOptions): SentenceVectors {
  const { encode, padId, maxLength, batchSize = 32, most = 20_000, pause } = options;
  const batching = { padId, ...(maxLength !== undefined && { maxLength }) };
  const recordings = new Recordings({ variables: Object.values(model.params), after: 16 });
  const known = new Map<string, Float32Array>();
  const { params, embed, stem, blocks } = model;
  const compute = async (texts: readonly string[], found: Map<string, Float32Array>): Promise<void> => {
    const batches = textSet(encode(texts), undefined, batching).evaluation(batchSize);
    let index = 0;
    for (const { inputs } of batches) {
      const given = [inputs.values, inputs.mask, inputs.types].filter((tensor) => tensor !== undefined);
      const forward = () => [meanOf(stem(params, embed(params, inputs), inputs, undefined, blocks), inputs.mask)];
      const rows = tf.tidy(() => tf.unstack(recordings.run('vectors', given, forward)[0]!).map(numbersOf));
      for (const [at, row] of [...batches.rows[index]!].entries()) found.set(texts[row]!, rows[at]!);
      index++;
      await pause?.();
    }
  };
  return {
    async of(texts) {
      const fresh = new Set(texts.filter((text) => !known.has(text)));
      const found = new Map<string, Float32Array>();
      if (fresh.size > 0) await compute([...fresh], found);
      const vectors = texts.map((text) => found.get(text) ?? known.get(text)!);
      if (known.size + found.size > most) known.clear();
      for (const [text, vector] of found) if (known.size < most) known.set(text, vector);
      return vectors;
    },
    dispose: () => {
      recordings.dispose();
      known.clear();
    },
  };
}

/** The mean over tokens of hidden [N, T, H], each at length 1: [N, H]. */
function meanOf(hidden: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
  const [rows, length] = hidden.shape as [number, number, number];
  const weights = tf.expandDims(mask ?? tf.ones([rows, length]), 2);
  const mean = tf.div(tf.sum(tf.mul(hidden, weights), 1), tf.maximum(tf.sum(weights, 1), 1e-9));
  return tf.div(mean, tf.maximum(tf.norm(mean, 2, 1, true), 1e-12));
}

function numbersOf(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}
