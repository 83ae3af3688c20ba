import { natural, optionsOf } from '@advtrain/core';
import type { Lengths, MethodEntry, Plugin, Subject } from '@advtrain/core';
import { medianLengths, measuredAtMost } from '../lengths.ts';
import { normsOf } from '../norms.ts';
import type { Norms } from '../norms.ts';
import type { FitOptions } from './fit-options.ts';
import type { FitTask } from './fit-task.ts';

/** Examples a batch, where lengths are measured: the same as those of `compare` are of. */
const batchSize = 32;

/** The plugins that `method` stands for. */
export function fitPlugins(
  task: FitTask,
  { method = natural(), accumulate = 1 }: Pick<FitOptions, 'method' | 'accumulate'>,
): readonly Plugin[] {
  if (!isEntry(method)) return [method].flat();
  const { model } = task;
  const kind = model.domain ? 'images' : task.kind;
  if (method.kinds && !method.kinds.includes(kind)) {
    const why = method.because === undefined ? '' : `, because ${method.because}`;
    throw new Error(
      `${method.title} is for ${method.kinds.join(', ')}${why}, but this is ${kind}: choose another method.`,
    );
  }
  const subject: Subject = { kind, model, accumulate, lengths: lengthsOf(task) };
  return method.plugins(optionsOf(method), subject);
}

/** Whether a method is told of by its entry. */
export function isEntry(method: NonNullable<FitOptions['method']>): method is MethodEntry {
  return 'plugins' in method;
}

/** How long the x of the training examples are, before training. */
function lengthsOf({ model, train }: FitTask): Lengths {
  const norms: Norms[] = [];
  for (const batch of train.training({ batchSize, seed: 0, epoch: 0 })) {
    norms.push(normsOf(model, batch));
    if (norms.length >= measuredAtMost / batchSize) break;
  }
  return medianLengths(model, norms);
}
