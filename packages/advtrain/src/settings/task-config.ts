import { list, UsageError } from '@advtrain/compare';
import { tasks } from '@advtrain/datasets';
import { knownModel } from '@advtrain/models';
import { everything } from '../loading/data.ts';
import { isAboutText, trainableTask } from '../loading/load-splits.ts';
import { families } from '../models/scratch.ts';
import type { Config } from './config.ts';

/** All examples of a task. Throws a {@link UsageError} where there is no such task, or none to train on. */
export function wholeTask(name: string): Config {
  const task = trainableTask(name);
  if (!task) throw new UsageError(`There is no task "${name}"; there are ${list(tasks.map((each) => each.name))}.`);
  // How images are cut is said where their other settings are.
  if (!isAboutText(task)) return { data: name };
  const { train, dev, ...others } = task.splits;
  return {
    data: name,
    trainSize: train?.rows ?? 1,
    developmentSize: dev?.rows ?? 1,
    testSize: Math.max(1, ...Object.values(others).map(({ rows }) => rows)),
  };
}

/** All examples of a file of one's own. */
export const wholeFile: Config = { trainSize: everything, developmentSize: 10_000 };

/** What a task is trained with where no recipe says so: within the ranges of BERT's authors (Devlin et al. 2019, A.3). */
export const fineTuning: Config = { epochs: 3, batchSize: 32, learningRate: 3e-5, weightDecay: 0.01, maxLength: 128 };

/** A small part of the data. */
const part: Config = { trainSize: 256, developmentSize: 128, testSize: 64, epochs: 2, attack: { examples: 16 } };

/** A trial of a net for images: within seconds, if it is a small one. */
export const tinyImages: Config = { ...part, batchSize: 32 };

/** A trial within seconds: a tiny random model of the family of `model`, and a small part of the data. */
export function tiny(model: string): Config {
  const family = knownModel(model)?.family ?? families.find((each) => model === `tiny-${each}`) ?? 'bert';
  return { ...part, model: `tiny-${family}`, learningRate: 1e-3, maxLength: 64 };
}
