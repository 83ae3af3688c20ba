import type { Paper } from '@advtrain/core';
import type {
  ComparedMethod,
  Comparison,
  Made,
  MedianRise,
  SearchResult,
  SetInfo,
  StoppedMethod,
  TaskInfo,
  UsedEngine,
} from '../results/results.ts';
import { measureSchema } from '../rises/measure.ts';
import { attackSchema, seedsSchema, trainingSchemas } from '../settings-schema.ts';
import type { Schema } from '../settings-schema.ts';
import type { Settings, TaskSettings, TrainingSettings } from '../settings.ts';
import { wordAttackSchema } from '../words/settings.ts';
import { resultsSchema } from './address.ts';
import { listOf, number, objectSchema, share, tableOf, text, whole } from './object-schema.ts';
import { lengthsSchema, optionsSchema, runSchema } from './run-schema.ts';

type NeededTraining = 'epochs' | 'batchSize' | 'learningRate' | 'warmup' | 'weightDecay' | 'clipNorm';

const training = trainingSchemas as Readonly<Record<keyof TrainingSettings, Schema>>;
const { epochs, batchSize, learningRate, warmup, weightDecay, clipNorm, ...otherTraining } = training;
const neededTraining: Readonly<Record<NeededTraining, Schema>> = {
  epochs,
  batchSize,
  learningRate,
  warmup,
  weightDecay,
  clipNorm,
};

const task: Readonly<Record<keyof TaskSettings, Schema>> = {
  data: text('The data by their name, or the path of a file.'),
  model: text('The model by its name, or the path of a folder.'),
  trainSize: number('Training examples at most.'),
  developmentSize: number('Development examples at most.'),
  testSize: number('Examples of each further set at most.'),
  maxLength: whole('Tokens a sentence at most.'),
  docStride: whole('Tokens that windows of a passage share.'),
  maxAnswerLength: whole('Tokens of an answer at most.'),
  dropout: share('Rate of the dropout behind embeddings and layers.'),
  attentionDropout: share('Rate of the dropout of attention probabilities.'),
  gradientCheckpointing: { type: 'boolean' },
  freeze: text('What of an encoder does not train.'),
  lora: text('Adapters that train in place of an encoder.'),
};

const settingsSchema = objectSchema<Settings>(
  {
    needed: { ...neededTraining, methods: listOf(text()), seeds: seedsSchema, options: tableOf(optionsSchema) },
    optional: {
      ...otherTraining,
      ...task,
      preset: text(),
      budget: text('What every method may spend on training.'),
      grid: tableOf(tableOf(listOf({ type: ['number', 'string', 'boolean'] }))),
      attack: attackSchema,
      measure: measureSchema,
      wordAttack: wordAttackSchema,
    },
  },
  'Everything that determines the numbers, beside the methods’ code and the data themselves.',
);

const setSchema = objectSchema<SetInfo>({
  needed: { id: text(), title: text(), examples: whole(), majority: share('The share of its most frequent class.') },
  optional: { chooses: { const: true } },
});

const taskSchema = objectSchema<TaskInfo>({
  needed: {
    data: text(),
    model: text(),
    parameters: whole(),
    classes: listOf(text()),
    trainExamples: whole(),
    sets: listOf(setSchema),
    notes: listOf(text()),
  },
  optional: {
    licence: text('What the data may be used for.'),
    trained: whole('How many parameters train.'),
    images: { type: 'boolean' },
    lengths: lengthsSchema,
  },
});

const paperSchema = objectSchema<Paper>({
  needed: { authors: text(), year: whole(), title: text() },
  optional: { arxiv: text('The number of the preprint.') },
});

const methodSchema = objectSchema<ComparedMethod>({
  needed: { name: text(), title: text(), settings: text('Its options as text.'), source: text('What it is.') },
  optional: { paper: paperSchema, matched: { const: true }, chosenOf: whole('Of how many configurations.') },
});

const searchSchema = objectSchema<SearchResult>({
  needed: { method: text(), title: text(), points: listOf(methodSchema), units: number('What all runs have cost.') },
  optional: { chosen: text() },
});

const riseSchema = objectSchema<MedianRise>({
  needed: {
    method: text(),
    seed: whole(),
    median: number('The median largest loss increase.'),
    examples: whole('Examples that all models of the seed answer rightly, which it is of.'),
  },
  optional: {},
});

const stoppedSchema = objectSchema<StoppedMethod>({
  needed: { method: text(), seeds: whole(), saved: number('Units.') },
  optional: {},
});

const engineSchema = objectSchema<UsedEngine>({
  needed: { backend: text(), version: text(), why: text() },
  optional: { device: { enum: ['cpu', 'gpu'] } },
});

const madeSchema = objectSchema<Made>({
  needed: {
    date: { type: 'string', format: 'date-time' },
    version: text('The version of advtrain.'),
    engine: text(),
    machine: objectSchema<Made['machine']>({
      needed: { processor: text(), cores: whole(), memory: number('Bytes.'), system: text(), node: text() },
      optional: {},
    }),
  },
  optional: { command: text('The command line.') },
});

/** The JSON Schema (draft 2020-12) of `results.json`: what `results.schema.json` of this package holds. */
export const comparisonSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: resultsSchema,
  title: 'Results of a comparison by advtrain',
  ...objectSchema<Comparison>({
    needed: {
      format: { const: 1 },
      settings: settingsSchema,
      engine: engineSchema,
      task: taskSchema,
      methods: listOf(methodSchema),
      runs: listOf(runSchema, 'Finished runs, by method, then seed.'),
    },
    optional: {
      $schema: { type: 'string', format: 'uri' },
      made: madeSchema,
      searches: listOf(searchSchema),
      increases: listOf(riseSchema, 'By method and seed, where it was measured.'),
      stopped: listOf(stoppedSchema),
    },
  }),
};
