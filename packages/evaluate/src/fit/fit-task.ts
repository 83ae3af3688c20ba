import { crossEntropyOf } from '@advtrain/core';
import type { Loss, Model } from '@advtrain/core';
import { holdOut, takeRows } from '@advtrain/datasets';
import type { Examples, LabelKind, MetricName } from '@advtrain/datasets';
import { meanSquaredError } from '@advtrain/engine';
import type { TextClassifier } from '../classify.ts';
import type { ExampleSet } from '../example-set.ts';
import type { Pause } from '../pause.ts';
import type { FitOptions } from './fit-options.ts';
import { metricsFor } from './metrics-for.ts';
import { labelKind, modelOf, setFor } from './model-set.ts';

/** What {@link fit} trains, and on what. */
export interface FitTask {
  readonly model: Model;
  readonly kind: LabelKind;
  readonly train: ExampleSet;
  /** Absent where nothing is measured. */
  readonly development?: ExampleSet;
  readonly metrics: readonly [MetricName, ...MetricName[]];
  readonly loss: Loss;
}

/** Data as they were given, divided. */
interface Divided<Data> {
  readonly train: Data;
  readonly development?: Data;
}

/** Divides and encodes what was given. */
export async function fitTask(
  subject: TextClassifier | Model,
  data: Examples | ExampleSet,
  options: FitOptions,
  pause: Pause,
): Promise<FitTask> {
  const isSet = 'pick' in data;
  if (isSet && 'tokenizer' in subject)
    throw new Error('A classifier of texts is trained on examples, which it encodes itself: give those, or its model.');
  if (!isSet && !('tokenizer' in subject))
    throw new Error('A model is trained on a set: make one of the examples with textSet() or imageSet().');
  const known = isSet ? 'classification' : labelKind(data);
  const { kind = known } = options;
  const isRegression = kind === 'regression';
  const metrics = metricsFor(kind, options.metrics);
  const { loss = isRegression ? meanSquaredError : crossEntropyOf(modelOf(subject)) } = options;
  const common = { model: modelOf(subject), kind, metrics, loss };
  if (isSet) return { ...common, ...dividedSet(data, options.development, !isRegression) };
  const classifier = subject as TextClassifier;
  const { train, development } = await divided(data, options.development);
  return {
    ...common,
    train: await setFor(classifier, train, pause),
    ...(development && { development: await setFor(classifier, development, pause) }),
  };
}

async function divided(data: Examples, development: FitOptions['development'] = 0.2): Promise<Divided<Examples>> {
  if (development === 0) return { train: data };
  if (typeof development === 'number') return holdOut(data, { share: development });
  if ('pick' in development)
    throw new Error('development is a set, but the data are examples: give examples for both.');
  return { train: data, development };
}

function dividedSet(
  data: ExampleSet,
  development: FitOptions['development'] = 0.2,
  hasClasses: boolean,
): Divided<ExampleSet> {
  if (development === 0) return { train: data };
  if (typeof development !== 'number') {
    if (!('pick' in development))
      throw new Error('development are examples, but the data are a set: give sets for both.');
    return { train: data, development };
  }
  const { labels } = data;
  const size = Math.max(hasClasses ? 1 : 2, Math.floor(labels.length * development));
  if (labels.length <= size)
    throw new Error(`There are ${labels.length} examples, but training and development need ${size + 1}: give more.`);
  const held = takeRows(labels, hasClasses, size, 0);
  const isHeld = new Set(held);
  const rest = labels.map((_, row) => row).filter((row) => !isHeld.has(row));
  return { train: data.pick(rest), development: data.pick(held) };
}
