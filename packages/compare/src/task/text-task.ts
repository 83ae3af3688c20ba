import { substitutesOf } from '@advtrain/attacks';
import type { Vocabulary } from '@advtrain/attacks';
import type { Encoded, Example, Examples, LabelKind, ScoreName } from '@advtrain/datasets';
import type { ExampleSet } from '@advtrain/evaluate';
import { hash } from '../results/json.ts';
import type { TaskSettings } from '../settings.ts';
import { usable } from '../usable.ts';
import { textFingerprint } from './fingerprint.ts';
import { checkExamples } from './check-examples.ts';
import type { Counted } from './check-examples.ts';
import { checkKnownClasses } from './known-classes.ts';
import { textRules } from './text-rules.ts';
import { hasManyRows, metricsOf, schemeIn, setOf, versionOf } from './text-set.ts';
import { lookAt, saved } from './starting-model.ts';
import type { StartingModel } from './starting-model.ts';
import { majority } from './majority.ts';
import type { Task } from './task.ts';
import { heldTraining, streamedTraining } from './training-set.ts';

/** Texts to measure on. */
export interface LabelledTexts {
  /** The key of the set in results. */
  readonly id: string;
  /** How tables call it. Default: its id. */
  readonly title?: string;
  readonly examples: Examples;
}

/** Texts that are read from where they are as they are needed. */
export interface StreamedExamples {
  /** How many there are; of questions, how many with each number of choices. */
  readonly groups: readonly number[];
  /** All of them, from the first; called for every epoch. */
  readonly examples: () => AsyncIterable<Example>;
  /**
   * Token ids of a few.
   *
   * @param examples texts or pairs.
   */
  readonly encode: (examples: Examples) => readonly Encoded[];
  /** A hash of all of them. */
  readonly fingerprint: string;
}

/** Texts and an encoder. */
export interface TextTaskOptions {
  /** What they are and where they come from, in one line. */
  readonly title: string;
  readonly train: Examples;
  /** Of how many of them a seed trains, drawn by the seed, classes with their shares. Default: all. */
  readonly trainSize?: number;
  /** In place of `train`, whose class names are then all that is read of it. */
  readonly streamed?: StreamedExamples | undefined;
  /** What every method is measured on, and attacked where labels are classes. */
  readonly development: Examples;
  /** How tables call the development set. Default: `development`. */
  readonly developmentTitle?: string;
  /** Further sets, elsewhere. Default: none. */
  readonly others?: readonly LabelledTexts[];
  /** Test sets whose labels are not public, by their names. Default: none. */
  readonly unlabelled?: Readonly<Record<string, Examples>>;
  /** What labels are. Default `classification`. */
  readonly kind?: LabelKind;
  /**
   * What it is measured by; the first chooses the best evaluation. Default: accuracy; of a regression Pearson's and Spearman's; of tags the F1
   * of entities, if they say such, and accuracy.
   */
  readonly metrics?: readonly [ScoreName, ...ScoreName[]];
  readonly model: StartingModel;
  /**
   * Token ids of texts: `(examples) => tokenizer.encodeAll(examples, { maxLength: 64 })`.
   *
   * @param examples texts or pairs.
   */
  readonly encode: (examples: Examples) => readonly Encoded[] | Promise<readonly Encoded[]>;
  /** The tokenizer itself, for methods that put words in the place of others. Default: those are refused. */
  readonly vocabulary?: Vocabulary;
  /** The id that padding has: `tokenizer.padId`. */
  readonly padId: number;
  /** Tokens at most: more are cut off, and padding ends there. Default: no limit. */
  readonly maxLength?: number;
  /** Tokens of an answer in a passage at most. Default 30. */
  readonly maxAnswerLength?: number | undefined;
  /** What a reader of results has to know. Default: nothing but what the model says. */
  readonly notes?: readonly string[];
  /** What it was asked to be, for the record. Default: nothing. */
  readonly settings?: TaskSettings;
}

/**
 * A task of texts (or pairs of them, or questions with choices) and an encoder, for `compare` and `run`.
 *
 * @param options the texts, the encoder with its tokenizer, the metrics and the settings.
 */
export async function textTask(options: TextTaskOptions): Promise<Task> {
  usable('textTask', options, textRules);
  const { train, streamed, model, kind = 'classification', unlabelled = {}, settings, maxLength, vocabulary } = options;
  const { metrics = metricsOf(kind, train) } = options;
  const measured: readonly LabelledTexts[] = [
    { id: 'development', title: options.developmentTitle ?? 'development', examples: options.development },
    ...(options.others ?? []),
  ];
  const all = [{ id: 'training', examples: train }, ...measured];
  const whole = streamed ? all.slice(1) : all;
  checkExamples(train.labelNames, whole.map(countedOf), kind === 'classification' || kind === 'token-classification');
  if (kind === 'classification') {
    for (const { id, examples } of all) checkKnownClasses(id, examples.labels, train.labelNames);
  }
  const batching = {
    padId: options.padId,
    regression: kind === 'regression',
    ...(maxLength === undefined ? {} : { maxLength }),
  };
  const scheme = kind === 'token-classification' ? schemeIn(train) : undefined;
  const set = async (examples: Examples, labels?: readonly number[]) =>
    setOf(await options.encode(examples), {
      ...batching,
      kind,
      labels,
      tagNames: train.labelNames,
      scheme,
      version: versionOf(train),
      maxAnswerLength: options.maxAnswerLength,
    });
  const held = streamed ? undefined : await set(train, train.labels);
  const sets: [string, ExampleSet][] = [];
  for (const { id, examples } of measured) sets.push([id, await set(examples, examples.labels)]);
  const without: [string, ExampleSet][] = [];
  for (const [name, examples] of Object.entries(unlabelled)) without.push([name, await set(examples)]);
  const known = await lookAt(model);
  const data = textFingerprint([train, ...measured.map(({ examples }) => examples)]);
  const trainSize = Math.min(options.trainSize ?? Infinity, train.labels.length);
  const sizes = streamed?.groups ?? [trainSize];
  const texts = { examples: options.development, encode: options.encode, padId: options.padId, maxLength };
  // Passages have been divided into windows, which are more than questions.
  const isWhole = kind === 'question-answering' && trainSize === train.labels.length;
  const sample = { size: isWhole ? Infinity : trainSize, classes: kind === 'classification' };
  return {
    kind,
    metrics,
    info: {
      data: options.title,
      model: model.title,
      parameters: known.parameters,
      ...(known.trained === undefined ? {} : { trained: known.trained }),
      classes: train.labelNames,
      trainExamples: sizes.reduce((sum, size) => sum + size, 0),
      sets: measured.map(({ id, title = id, examples }) => ({
        id,
        title,
        examples: examples.texts.length,
        majority: kind === 'regression' || hasManyRows(kind) ? 0 : majority(examples.labels),
      })),
      notes: [...(options.notes ?? []), ...(model.notes ?? [])],
    },
    ...(held && kind !== 'question-answering' ? { example: (row: number) => train.texts[row] } : {}),
    train: held ? heldTraining(held, sample) : streamedTraining({ ...streamed!, ...batching }),
    sets: Object.fromEntries(sets),
    unlabelled: Object.fromEntries(without),
    ...(kind === 'classification' ? { texts } : {}),
    ...(kind === 'classification' || hasManyRows(kind) ? { attacked: 'development' } : {}),
    model: async (seed) => model.fresh(seed),
    ...(vocabulary ? { substitutes: (neighbours) => substitutesOf(neighbours, vocabulary) } : {}),
    save: (folder, params) => saved(model, folder, params),
    fingerprint: hash([
      streamed ? hash([data, streamed.fingerprint]) : data,
      known.fingerprint,
      ...(trainSize < train.labels.length ? [trainSize] : []),
    ]),
    ...(settings ? { settings } : {}),
  };
}

function countedOf({ id, examples }: LabelledTexts): Counted {
  const { texts, labels, pairs, choices, words, tags, answers, labelNames: names } = examples;
  const columns = { labels, pairs, choices, words, tags, answers };
  return { id, things: 'texts', count: texts.length, columns, names };
}
