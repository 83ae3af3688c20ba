import type { TextParts } from '@advtrain/attacks';
import { checked, finiteAbove, thing, wholeFrom, type Model, type RulesOf } from '@advtrain/core';
import type { TokenIds } from '@advtrain/datasets';
import { checkAnswers } from './rows/check-answers.ts';
import { asExamples } from './words/as-examples.ts';
import { checkTexts } from './words/check-texts.ts';
import { textModel, type AskedModel, type TextModelOptions } from './words/text-model.ts';

/** A classifier of texts, as `load` of `@advtrain/models` gives it. */
export interface TextClassifier<Label extends string = string> {
  readonly model: Model;
  readonly tokenizer: {
    /** The id that padding has. */
    readonly padId: number;
    /**
     * Token ids of texts or pairs, with special tokens, cut to so many.
     *
     * @param texts the texts, and of pairs as many second ones.
     * @param options `maxLength`, the tokens kept at most.
     */
    encodeAll(
      texts: { readonly texts: readonly string[]; readonly pairs?: readonly string[] },
      options: { readonly maxLength: number },
    ): readonly TokenIds[];
  };
  /** The classes, in the order of the head. */
  readonly labelNames: readonly Label[];
  /** Tokens that the model reads at most; longer texts are cut. */
  readonly maxLength: number;
}

/** How texts are classified. */
export interface ClassifyOptions {
  /** The second text of each, where the model is one of pairs. */
  readonly pairs?: readonly string[];
  /** What logits are divided by: the temperature at which the model is calibrated. Default 1. */
  readonly temperature?: number;
  /** Texts a batch. Default 32. */
  readonly batchSize?: number;
}

/** What {@link ClassifyOptions} must be. */
const classifyRules: RulesOf<ClassifyOptions> = {
  pairs: thing('an array of texts', 'length'),
  temperature: finiteAbove(0),
  batchSize: wholeFrom(1),
};

/** What a classifier says of a text. */
export interface Classification<Label extends string = string> {
  /** The class that it thinks likeliest. */
  readonly label: Label;
  /** How likely it thinks that. */
  readonly probability: number;
  /** Of every class. */
  readonly probabilities: Readonly<Record<Label, number>>;
}

/**
 * The class of each text with its probability, in the order of the texts, whatever their lengths: batches are of neighbours in
 * length. No dropout. Throws one sentence where the model computes no numbers, for what is no text, and for pairs that are not as many as
 * texts.
 *
 * @param classifier the model, its tokenizer and the names of its classes.
 * @param texts what is classified; of pairs the first.
 * @param options the second texts, the temperature and the batch size.
 */
export async function classify<Label extends string>(
  classifier: TextClassifier<Label>,
  texts: readonly string[],
  options: ClassifyOptions = {},
): Promise<readonly Classification<Label>[]> {
  const { pairs, temperature = 1, batchSize = 32 } = checked('classify', options, classifyRules);
  checkTexts(texts, pairs);
  const model = askedClassifier(classifier, batchSize);
  try {
    const parts = texts.map((text, row): TextParts => (pairs ? [text, pairs[row]!] : [text]));
    return classifications(await model.logits(parts), classifier.labelNames, temperature);
  } finally {
    model.dispose();
  }
}

/**
 * A classifier that is asked again and again: it keeps what it has recorded until it is disposed.
 *
 * @param classifier the model, its tokenizer and the names of its classes.
 * @param batchSize texts a batch.
 * @param turns `pause`, which is awaited between two batches, so that a server does other things meanwhile, and `batchTokens`, how many
 *   tokens a batch has at most.
 */
export function askedClassifier(
  { model, tokenizer, labelNames, maxLength }: TextClassifier,
  batchSize = 32,
  turns: Pick<TextModelOptions, 'pause' | 'batchTokens'> = {},
): AskedModel {
  return textModel(model, {
    classes: labelNames.length,
    padId: tokenizer.padId,
    maxLength,
    batchSize,
    ...turns,
    encode: (parts) => tokenizer.encodeAll(asExamples(parts), { maxLength }),
  });
}

/**
 * What logits [texts][C] say, as classes with their probabilities: softmax of logits / temperature.
 *
 * @param logits in the order of `labelNames`.
 * @param labelNames the C classes.
 * @param temperature above 0.
 */
export function classifications<Label extends string>(
  logits: readonly (readonly number[])[],
  labelNames: readonly Label[],
  temperature = 1,
): readonly Classification<Label>[] {
  if (!(temperature > 0 && temperature < Infinity))
    throw new Error(`temperature is ${temperature}, but must be a number above 0.`);
  checkAnswers(logits);
  return logits.map((row) => {
    if (row.length !== labelNames.length)
      throw new Error(
        `The model answers ${row.length} classes, but ${labelNames.length} are named: name each of them.`,
      );
    const most = Math.max(...row);
    const weights = row.map((logit) => Math.exp((logit - most) / temperature));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const place = row.indexOf(most);
    const probabilities = Object.fromEntries(labelNames.map((name, index) => [name, weights[index]! / sum]));
    return {
      label: labelNames[place]!,
      probability: weights[place]! / sum,
      probabilities: probabilities as Record<Label, number>,
    };
  });
}
