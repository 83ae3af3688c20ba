import { readFile } from 'node:fs/promises';
import { l2 } from '@advtrain/attacks';
import { adamw, clip, linearDecay, Trainer } from '@advtrain/core';
import type { Batch, StepResult } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { accuracy, textSet, type ExampleSet } from '@advtrain/evaluate';
import { freelb } from '@advtrain/freelb';
import { encoder, fitWeights, readModelFolder, readTokenizer, type Encoder } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Course, Sentences } from '../sides/course.ts';
import type { Settings } from '../settings.ts';

/** What is learned, and how. */
export type LearnRequest = Course & Pick<Settings, 'compile' | 'precision'>;

/** Reads data and model; what it returns trains for a few steps and gives the development accuracy that they led to. */
export async function learner(request: LearnRequest): Promise<() => Promise<{ accuracy: number }>> {
  const { data, folder, seed, batch: batchSize, steps, every, learningRate, precision, compile } = request;
  const { train, development } = JSON.parse(await readFile(data, 'utf8')) as Record<string, Sentences>;
  const tokens = await readTokenizer(folder);
  const set = ({ texts, labels }: Sentences): ExampleSet =>
    textSet(tokens.encodeAll({ texts }, { maxLength: 64 }), labels, { padId: tokens.padId });
  const training = set(train!);
  const tests = set(development!);
  const model = await pretrained(folder, seed);
  const schedule = linearDecay({ peak: learningRate, total: steps, warmup: Math.round(0.1 * steps) });
  const optimizer = clip(1, adamw({ learningRate: schedule }));
  const ball = l2({ stepSize: 0.1, start: 0.1, radius: Infinity });
  const plugins = [freelb({ ball, steps: request.rounds })];
  const trainer = new Trainer({ model, optimizer, plugins, seed, precision, ...(compile && { compile }) });
  const run = trainer.fit(endless((epoch) => training.training({ batchSize, seed, epoch })));
  return async () => {
    for (let step = 0; step < every; step++) (run.next().value as StepResult).losses();
    return { accuracy: await accuracy(model, tests) };
  };
}

function* endless(epochOf: (epoch: number) => Iterable<Batch>): Generator<Batch> {
  for (let epoch = 0; ; epoch++) yield* epochOf(epoch);
}

/** The model with a fresh head: the pooler that comes with it was never trained. */
async function pretrained(folder: string, seed: number): Promise<Encoder> {
  const read = await readModelFolder(folder);
  const config = { ...read.config, task: 'classification', num_labels: 2 };
  const tensors = Object.fromEntries(Object.entries(read.tensors).filter(([name]) => !name.includes('pooler')));
  const { params } = fitWeights(config, tensors, key(seed));
  const model = encoder(config, params);
  tf.dispose(params);
  return model;
}
