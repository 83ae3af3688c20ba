import { planOf } from '@advtrain/compare';
import { recipes, task } from '@advtrain/datasets';
import type { Recipe } from '@advtrain/datasets';
import { key } from '@advtrain/engine';
import { encoder, encoderConfig, imageNets, initialImageParams, initialParams } from '@advtrain/models';
import type { ModelType } from '@advtrain/models';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { checked, methodNamed } from '../../src/index.ts';
import type { Settings } from '../../src/index.ts';
import { tinyConfig } from '../../src/models/scratch.ts';
import { configOf, hasModel } from '../../src/settings/recipes.ts';
import { resolve } from '../../src/settings/resolve.ts';
import { tiny, tinyImages, wholeTask } from '../../src/settings/task-config.ts';
import { advtrain } from '../advtrain.ts';

/** The plan of a recipe's trial, for a model of its family. */
function planned(settings: Settings, { method, model: name, task: on }: Recipe, isImages: boolean) {
  const { kind } = task(on);
  const family = settings.model.replace('tiny-', '') as ModelType;
  const net = imageNets['fast-mnist'];
  const config = encoderConfig(tinyConfig(isImages ? 'bert' : family, 24, 16));
  const params = isImages ? initialImageParams('fast-mnist', key(0)) : initialParams(config, key(0));
  const model = isImages ? net.create(params) : encoder(config, params);
  tf.dispose(params);
  expect(isImages ? name : `tiny-${config.model_type}`).toBe(settings.model);
  const configured = { entry: methodNamed(method), options: settings.options[method]! };
  const budget = { training: settings, batches: 8, methods: [configured] };
  return { plan: planOf(configured, budget, { kind, model }), model };
}

const named = (name: string) => recipes.find((recipe) => recipe.name === name);

describe('the recipes', () => {
  test('have names of their own, which are made of method, model and task', () => {
    expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
    for (const { name, method, model, task } of recipes) {
      expect(name).toBe([method, model, task.replace('glue/', '').replace('/', '-')].join('/'));
    }
  });

  test.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    '%s is a whole configuration of a method, a model and a task that there are',
    (_, recipe) => {
      expect(() => checked(configOf(recipe), recipe.name)).not.toThrow();
      expect(Object.keys(recipe.options).sort()).toEqual(Object.keys(methodNamed(recipe.method).options).sort());
      expect(task(recipe.task).splits).toHaveProperty('train');
      const own = task(recipe.task).kind === 'images' ? ['optimizer'] : ['steps', 'epsilon', 'maxLength'];
      const needed = ['epochs', 'batchSize', 'learningRate', 'warmup', 'weightDecay', 'clipNorm', ...own];
      expect(Object.keys(recipe.training)).toEqual(expect.arrayContaining(needed));
      expect(recipe.problems.length).toBeGreaterThan(0);
    },
  );

  test('are of models that there are, but four nets for images, as their known problems say', () => {
    const absent = recipes.filter((recipe) => !hasModel(recipe));
    expect(absent.map(({ model }) => model)).toEqual([
      'wide-resnet-32-10',
      'small-cnn',
      'wide-resnet-34-10',
      'dense-1200-600-300-150',
    ]);
    for (const { problems } of absent) {
      expect(problems).toContain('That net is not among ours: name another with --model.');
    }
  });

  test.each(recipes.map((recipe) => [recipe.name, recipe] as const))('%s can be tried with --tiny', (_, recipe) => {
    const isImages = task(recipe.task).kind === 'images';
    const trial = isImages ? tinyImages : tiny(recipe.model);
    const settings = resolve([configOf(recipe), wholeTask(recipe.task), trial, { methods: [recipe.method] }]);
    expect(settings).toMatchObject({ data: recipe.task, trainSize: 256, epochs: 2 });
    expect(settings.options[recipe.method]).toEqual(recipe.options);
    const { plan, model } = planned(settings, recipe, isImages);
    expect(plan.steps).toBe(2 * 8);
    expect(plan.unitsPerStep).toBeGreaterThanOrEqual(3);
    model.dispose();
  });

  test("are of every kind of task, and of every method that has a paper's own values", () => {
    const kinds = new Set(recipes.map((recipe) => task(recipe.task).kind));
    expect(kinds).toEqual(new Set(['classification', 'regression', 'multiple-choice', 'images']));
    const found = [...new Set(recipes.map(({ method }) => method))].sort();
    expect(found).toEqual([
      'fast',
      'freeat',
      'freelb',
      'natural',
      'pgd',
      'r3f',
      'smart',
      'tavat',
      'trades',
      'vat',
      'yopo',
    ]);
  });

  test("count the batches of four GPUs, and their epochs' updates", () => {
    expect(named('tavat/bert-base-uncased/cola')?.training).toMatchObject({ batchSize: 64, steps: 12 * 134 });
  });

  test('count rounds where the paper counts moves', () => {
    expect(named('freelb/roberta-large/rte')).toMatchObject({
      options: { steps: 4, stepSize: 0.03, start: 0.16, radius: 0.15 },
      training: { batchSize: 16, steps: 2036, warmup: 122 / 2036, learningRate: 1e-5, weightDecay: 0.1, clipNorm: 0 },
    });
    expect(named('freelb/albert-xxlarge-v2/mrpc')?.options).toEqual({
      steps: 4,
      stepSize: 0.03,
      start: 0,
      radius: 'none',
    });
    expect(named('freelb/roberta-large/sst2')?.options).toMatchObject({ steps: 3 });
  });

  test("count each of FreeAT's replays as a step, and YOPO's inner moves together", () => {
    expect(named('freeat/roberta-large/mrpc')?.training.steps).toBe(3 * 2296);
    expect(named('yopo/roberta-large/rte')?.options).toMatchObject({ outer: 4, inner: 3, stepSize: 0.09 });
  });
});

describe('advtrain recipes', () => {
  test('prints one with its source and its known problems', async () => {
    const { code, out } = await advtrain(['recipes', 'freelb/roberta-large/cola']);
    expect(code).toBe(0);
    expect(out).toMatch(/^options +steps 4, stepSize 0\.025, start 0\.4, radius 0\.2$/m);
    expect(out).toMatch(/^warmup +320 steps$/m);
    expect(out).toMatch(/^source +Zhu et al\. 2020 .*Table 6/m);
    expect(out).toContain('  - The script has ε 0.3.\n');
  });

  test('lists those that begin with a name, as JSON too', async () => {
    const { out } = await advtrain(['recipes', 'freelb/albert-xxlarge-v2', '--json']);
    expect((JSON.parse(out) as unknown[]).length).toBe(8);
    expect((await advtrain(['recipes', 'freelb'])).out.match(/^freelb\//gm)).toHaveLength(20);
  });
});
