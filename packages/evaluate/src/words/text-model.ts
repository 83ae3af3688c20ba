import type { TextModel, TextParts } from '@advtrain/attacks';
import type { Model } from '@advtrain/core';
import type { Encoded } from '@advtrain/datasets';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { textSet } from '../example-set.ts';
import { noPause } from '../pause.ts';
import type { Pause } from '../pause.ts';

/** What makes a model one of texts. */
export interface TextModelOptions {
  /** How many classes it answers. */
  readonly classes: number;
  /**
   * Token ids of texts, or pairs of them, cut to what the model reads: `(texts) => tokenizer.encodeAll(…)`.
   *
   * @param texts all texts, or all pairs of texts: where both are asked about, it is called for each.
   */
  encode(texts: readonly TextParts[]): readonly Encoded[] | Promise<readonly Encoded[]>;
  /** The id that padding has. */
  readonly padId: number;
  /** Tokens that the model reads at most: padding ends there. Default: no limit. */
  readonly maxLength?: number | undefined;
  /** Texts a batch, of neighbours in length. Default 32. */
  readonly batchSize?: number;
  /** Tokens a batch at most, so that none takes long; a longer text is one of its own. Default: no limit. */
  readonly batchTokens?: number | undefined;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause | undefined;
}

/** A model as attacks on words ask it; whoever makes it disposes it, which leaves the model as it is. */
export interface AskedModel extends TextModel {
  /** Frees what was recorded. */
  dispose(): void;
}

/**
 * A classifier of texts for attacks on characters and words: no dropout, batches of neighbours in length, recorded.
 *
 * @param model what answers.
 * @param options the classes, the tokenizer's part, and the batch size.
 */
export function textModel(model: Model, options: TextModelOptions): AskedModel {
  const { classes, encode, padId, maxLength, batchSize = 32, batchTokens, pause = noPause } = options;
  const batching = { padId, batchTokens, ...(maxLength !== undefined && { maxLength }) };
  // Recording a forward pass takes as long as it saves in about so many.
  const recordings = new Recordings({ variables: Object.values(model.params), after: 16 });
  const { params, embed, stem, trunk } = model;
  return {
    classes,
    async logits(texts) {
      if (texts.length === 0) return [];
      const encoded = await encodedApart(texts, encode);
      const batches = textSet(encoded, undefined, batching).evaluation(batchSize);
      const all: (readonly number[])[] = [];
      let index = 0;
      for (const { inputs } of batches) {
        const given = [inputs.values, inputs.mask, inputs.types].filter((tensor) => tensor !== undefined);
        const forward = () => [trunk(params, stem(params, embed(params, inputs), inputs), inputs)];
        const answers = tf.tidy(() => (recordings.run('logits', given, forward)[0] as tf.Tensor2D).arraySync());
        for (const [at, row] of [...batches.rows[index]!].entries()) all[row] = answers[at]!;
        index++;
        await pause();
      }
      return all;
    },
    dispose: () => {
      recordings.dispose();
    },
  };
}

/** Token ids in the order of the texts. A tokenizer has a second text for each or for none, so single texts and pairs are encoded apart. */
async function encodedApart(
  texts: readonly TextParts[],
  encode: TextModelOptions['encode'],
): Promise<readonly Encoded[]> {
  const encoded: Encoded[] = [];
  for (const isPair of [false, true]) {
    const rows = [...texts.keys()].filter((row) => (texts[row]![1] !== undefined) === isPair);
    if (rows.length === 0) continue;
    const found = await encode(rows.map((row) => texts[row]!));
    for (const [place, row] of rows.entries()) encoded[row] = found[place]!;
  }
  return encoded;
}
