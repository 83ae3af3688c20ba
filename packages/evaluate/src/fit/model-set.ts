import type { Model } from '@advtrain/core';
import { encodeChoices, pick } from '@advtrain/datasets';
import type { Encoded, Examples, LabelKind } from '@advtrain/datasets';
import { textSet } from '../example-set.ts';
import type { ExampleSet } from '../example-set.ts';
import { noPause } from '../pause.ts';
import type { Pause } from '../pause.ts';
import type { TextClassifier } from '../classify.ts';
import { checkTexts } from '../words/check-texts.ts';

/** Examples that are encoded between two pauses. */
const atOnce = 1000;

/**
 * What the labels of examples are: indices of choices, where they have some; of classes, where those have names; else values. Throws one
 * sentence where something that all examples have is missing.
 */
export function labelKind(examples: Examples): LabelKind {
  checkParts(examples);
  const { choices, labelNames } = examples;
  if (choices) return 'multiple-choice';
  return labelNames.length > 0 ? 'classification' : 'regression';
}

/**
 * Examples as a classifier reads them, for whatever takes a set: `robustness(classifier.model, await setFor(classifier, examples))`.
 * Throws one sentence where classes are not the classifier's, by name and order, or a label is none of them.
 *
 * @param classifier the model, its tokenizer and the names of its classes.
 * @param examples texts with labels of the classifier's classes.
 * @param pause awaited between two batches. Default: nothing is.
 */
export async function setFor(
  classifier: TextClassifier,
  examples: Examples,
  pause: Pause = noPause,
): Promise<ExampleSet> {
  const { tokenizer, maxLength } = classifier;
  const kind = labelKind(examples);
  if (kind === 'classification') checkClasses(classifier, examples);
  const encodeAll = (some: Pick<Examples, 'texts' | 'pairs'>) => tokenizer.encodeAll(some, { maxLength });
  const encoded: Encoded[] = [];
  for (let from = 0; from < examples.texts.length; from += atOnce) {
    const rows = Array.from({ length: Math.min(atOnce, examples.texts.length - from) }, (_, row) => from + row);
    const some = pick(examples, rows);
    for (const each of some.choices ? encodeChoices(some, encodeAll) : encodeAll(some)) encoded.push(each);
    await pause();
  }
  return textSet(encoded, examples.labels, { padId: tokenizer.padId, maxLength, regression: kind === 'regression' });
}

/** The model of a classifier of texts, or the model itself. */
export function modelOf(subject: TextClassifier | Model): Model {
  return 'tokenizer' in subject ? subject.model : subject;
}

function checkParts(examples: Partial<Examples>): void {
  const { texts, labels, labelNames, pairs, choices } = examples;
  if (!Array.isArray(texts) || labels?.length === undefined)
    throw new Error(
      'The examples have no texts or no labels, but need both, as arrays: { texts, labels, labelNames }.',
    );
  if (texts.length !== labels.length)
    throw new Error(`There are ${labels.length} labels, but ${texts.length} texts: give one a text.`);
  checkTexts(texts, pairs);
  if (choices && choices.length !== texts.length)
    throw new Error(
      `There are ${texts.length} questions, but choices for ${choices.length}: give each question its own.`,
    );
  if (!Array.isArray(labelNames))
    throw new Error(
      'The examples have no labelNames, but need them: the names of their classes in order, or [] where labels are values.',
    );
}

function checkClasses({ labelNames: own }: TextClassifier, { labels, labelNames }: Examples): void {
  if (own.join('\n') !== labelNames.join('\n')) {
    throw new Error(
      `The examples' classes are ${labelNames.join(', ')}, but the classifier's are ${own.join(', ') || 'none'}: load it with ` +
        '{ labelNames: examples.labelNames }, or read the examples with { labelNames: classifier.labelNames }.',
    );
  }
  const row = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < own.length));
  if (row < 0) return;
  throw new Error(
    `The label of example ${row} is ${labels[row]!}, but must be from 0 to ${own.length - 1}, for there are ${own.length} classes: ` +
      'correct it, or name more.',
  );
}
