import type { MethodOptions } from '@advtrain/compare';
import { recipes } from '@advtrain/datasets';
import type { Config } from 'advtrain';

/** The data of the benchmark of calibration, by their names. */
export const calibrationData: readonly string[] = ['reviews', 'glue/sst2', 'spam'];

/** How long each model trains: MiniLM-L6 as on the review sentences, one begun at random for longer and faster. */
export const calibrationModels: Readonly<Record<string, Config>> = {
  'minilm-l6': { epochs: 2, batchSize: 32, learningRate: 1e-4 },
  scratch: { epochs: 5, batchSize: 16, learningRate: 1e-3 },
};

/** The methods whose sizes are compared. */
export const calibrated = ['pgd', 'freeat', 'yopo', 'freelb'] as const;

/**
 * The constants that Zhu et al. (2020) give for a method on RoBERTa-large and these data; where there are none, those for SST-2.
 */
export function publishedOptions(method: string, data: string): MethodOptions {
  const named = (task: string) => recipes.find(({ name }) => name === `${method}/roberta-large/${task}`);
  const found = named(data.replace('glue/', '')) ?? named('sst2');
  if (!found) throw new Error(`There are no published constants of ${method} for SST-2.`);
  return found.options;
}
