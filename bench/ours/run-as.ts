import type { TrainerOptions } from '@advtrain/core';
import type { Settings } from '../settings.ts';

/** The Trainer's options that say how steps are run and in which numbers. Refuses, in a sentence, what it does not offer. */
export function runAs({
  compile = 'off',
  precision,
}: Pick<Settings, 'compile' | 'precision'>): Partial<TrainerOptions> {
  if (precision !== 'fp32') throw new Error(`--precision is ${precision}, but our steps compute in fp32 only.`);
  if (compile !== 'off' && compile !== 'auto')
    throw new Error(`--compile is ${compile}, but our steps run operation by operation only: leave it out.`);
  return {};
}
