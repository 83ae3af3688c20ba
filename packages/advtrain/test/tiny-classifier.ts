import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { advtrain } from './advtrain.ts';

/** A file of texts and classes so easy that a tiny model learns them, and where that goes. */
export interface TinyClassifier {
  readonly data: string;
  /** A folder that is there. */
  readonly folder: string;
  /** The name of the model's folder in it. Default `model`. */
  readonly name?: string;
  readonly seed?: number;
  /** Tokens of a text at most. Default 24. */
  readonly maxLength?: number;
}

/** Trains a tiny BERT by the command, and gives its folder. */
export async function tinyClassifier(asked: TinyClassifier): Promise<string> {
  const { data, folder, name = 'model', seed = 1, maxLength = 24 } = asked;
  const config = join(folder, 'tiny-classifier.json');
  const attack = { steps: 1, radii: [0.1], examples: 4 };
  writeFileSync(config, JSON.stringify({ batchSize: 8, epochs: 12, learningRate: 3e-3, maxLength, attack }));
  const out = join(folder, name);
  const what = ['--method', 'natural', '--data', data, '--model', 'tiny-bert', '--config', config];
  const how = ['--seed', String(seed), '--backend', 'wasm', '--quiet', '--out', out];
  const { code, err } = await advtrain(['train', ...what, ...how]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}
