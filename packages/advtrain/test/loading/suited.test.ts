import { describe, expect, test } from 'vitest';
import { commented } from '../../src/commands/init/commented.ts';
import { requested, type TrainFlags } from '../../src/commands/train/requested.ts';
import { leftOpen, suited } from '../../src/loading/suited.ts';
import { methods } from '../../src/methods.ts';
import { askedOf } from '../../src/options/settings-options.ts';
import { saidIn, type Config } from '../../src/settings/config.ts';
import { resolve } from '../../src/settings/resolve.ts';

const base = 110e6;
const small = 22.7e6;

function suitedTo(config: Config, parameters: number, trainExamples: number) {
  const { settings, notes } = suited(resolve(config), { parameters, trainExamples }, saidIn([config]));
  return { learningRate: settings.learningRate, epochs: settings.epochs, notes };
}

describe('where nobody says it, the learning rate', () => {
  test.each([
    ['of a model of 110 million parameters is 3e-5', { data: 'my.csv', model: 'bert-base-uncased' }, base, 3e-5],
    ['of a small model is the preset’s', { data: 'my.csv', model: './mine' }, small, 2e-4],
    [
      'of adapters in a large model is the preset’s',
      { data: 'my.csv', model: 'bert-base-uncased', lora: 'r=8' },
      base,
      2e-4,
    ],
  ])('%s', (_, config, parameters, expected) => {
    expect(suitedTo(config, parameters, 5000).learningRate).toBe(expected);
  });
});

describe('where nobody says it, a model passes', () => {
  test.each([
    ['once over a file with more examples than the preset takes', { data: 'my.csv' }, 1024, 1],
    ['four times over 300 examples', { data: 'my.csv' }, 300, 4],
    [
      'as often over 300 examples of the standard preset as shows it 4,000',
      { preset: 'standard', data: 'my.csv' },
      300,
      14,
    ],
    ['as often as the standard preset over more than it takes', { preset: 'standard', data: 'my.csv' }, 5000, 2],
    ['20 times at most', { data: 'my.csv' }, 8, 20],
    ['once over the part that was asked for', { data: 'my.csv', trainSize: 64 }, 64, 1],
    ['once over review sentences, which the preset is for', { data: 'reviews', trainSize: 64 }, 64, 1],
  ])('%s', (_, config, examples, expected) => {
    expect(suitedTo(config, small, examples).epochs).toBe(expected);
  });
});

test('what is said is never changed, and what is changed is told with its option', () => {
  const large = { data: 'my.csv', model: 'bert-base-uncased' };
  expect(suitedTo({ ...large, learningRate: 2e-4, epochs: 1 }, base, 300)).toEqual({
    learningRate: 2e-4,
    epochs: 1,
    notes: [],
  });
  expect(suitedTo({ ...large, steps: 10 }, base, 300).epochs).toBe(1);
  expect(suitedTo(large, base, 300).notes).toEqual([
    'The learning rate is 0.00003, for 110,000,000 parameters; --learning-rate says another.',
    'There are 4 epochs, for there are only 300 examples; --epochs says another number.',
  ]);
});

test('a configuration that init writes leaves open what model and data decide', () => {
  const config = { data: 'my.csv', model: 'bert-base-uncased' };
  const settings = resolve(config);
  expect(leftOpen(settings, saidIn([config]))).toEqual(['learningRate', 'epochs']);
  expect(leftOpen(resolve({ data: 'mnist' }), new Set(['data']))).toEqual([]);
  expect(leftOpen(resolve({ data: 'my.csv' }), new Set(['data']))).toEqual(['epochs']);
  expect(commented({ ...settings, learningRate: undefined! }, methods, 'x')).toContain('// "learningRate": …,');
});

test('train passes three times over a file, as over a task', async () => {
  const flags: TrainFlags = {
    method: 'freelb',
    out: 'x',
    seed: 1,
    checkpointEvery: 120,
    joinTimeout: 1800,
  };
  const own = { ...flags, data: 'films.csv', model: 'bert-base-uncased' };
  const { settings, said } = requested(own, await askedOf(own));
  expect(settings.epochs).toBe(3);
  expect(suited(settings, { parameters: base, trainExamples: 100 }, said).settings).toMatchObject({
    epochs: 3,
    learningRate: 3e-5,
  });
});
