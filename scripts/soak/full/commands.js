// The commands that write much, each tiny: what they are asked but for where it goes.

import { join } from 'node:path';
import { writeData } from '../configurations.js';
import { run } from '../killed.js';

/**
 * Writes data into a folder, and gives commands that use them; `before` has an earlier result written that the command replaces.
 *
 * @param {string} folder
 */
export async function commands(folder) {
  writeData(folder);
  const env = { ADVTRAIN_DATA: folder };
  const config = ['--config', join(folder, 'text.json')];
  const train = ['train', '--method', 'freelb', ...config];
  const model = join(folder, 'model');
  const { code, err } = await run([...train, '--learning-rate', '3e-3', '--epochs', '12', '--out', model], { env });
  if (code !== 0) throw new Error(`A model to harden could not be trained: ${err}`);
  const films = ['--model', model, '--data', join(folder, 'films.csv'), '--max-length', '8', '--batch-size', '4'];
  const fast = ['--learning-rate', '3e-3'];
  const few = ['--examples', '4', '--queries', '2', '--steps', '2', '--epochs', '1'];
  const budget = ['--methods', 'fgm', '--budget', 'units=240'];
  return [
    { name: 'train', args: train, before: [...train, '--seed', '2'], env },
    { name: 'compare', args: ['compare', '--methods', 'natural,fgm', ...config], env },
    { name: 'harden', args: ['harden', ...films, ...fast, ...few, ...budget], env },
  ];
}
