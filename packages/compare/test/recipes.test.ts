import { task } from '@advtrain/datasets';
import { describe, expect, it } from 'vitest';
import { checked, methods } from '../src/index.ts';
import { configOf, hasModel, recipes } from '../src/recipes/recipes.ts';
import { advtrain } from './advtrain.ts';

const named = (name: string) => recipes.find((recipe) => recipe.name === name);

describe('the recipes', () => {
  it('have names of their own, which are made of method, model and task', () => {
    expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
    for (const { name, method, model, task } of recipes) {
      expect(name).toBe([method, model, task.split('/').at(-1)].join('/'));
    }
  });

  it.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    '%s is a whole configuration of a method, a model and a task that there are',
    (_, recipe) => {
      expect(() => checked(configOf(recipe), recipe.name)).not.toThrow();
      expect(Object.keys(recipe.options).sort()).toEqual(Object.keys(methods[recipe.method].options).sort());
      expect(task(recipe.task).splits).toHaveProperty('train');
      const own = task(recipe.task).kind === 'images' ? ['optimizer', 'momentum'] : ['steps', 'epsilon', 'maxLength'];
      const needed = ['epochs', 'batchSize', 'learningRate', 'warmup', 'weightDecay', 'clipNorm', ...own];
      expect(Object.keys(recipe.training)).toEqual(expect.arrayContaining(needed));
      expect(recipe.problems.length).toBeGreaterThan(0);
    },
  );

  it('are of models that there are, but one', () => {
    expect(recipes.filter((recipe) => !hasModel(recipe)).map(({ model }) => model)).toEqual(['wide-resnet-32-10']);
  });

  it('count rounds where the paper counts moves', () => {
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

  it("count each of FreeAT's replays as a step, and YOPO's inner moves together", () => {
    expect(named('freeat/roberta-large/mrpc')?.training.steps).toBe(3 * 2296);
    expect(named('yopo/roberta-large/rte')?.options).toMatchObject({ outer: 4, inner: 3, stepSize: 0.09 });
  });
});

describe('advtrain recipes', () => {
  it('prints one with its source and its known problems', async () => {
    const { code, out } = await advtrain(['recipes', 'freelb/roberta-large/cola']);
    expect(code).toBe(0);
    expect(out).toMatch(/^options +steps 4, stepSize 0\.025, start 0\.4, radius 0\.2$/m);
    expect(out).toMatch(/^warmup +320 steps$/m);
    expect(out).toMatch(/^source +Zhu et al\. 2020 .*Table 6/m);
    expect(out).toContain('  - The script has ε 0.3.\n');
  });

  it('lists those that begin with a name, as JSON too', async () => {
    const { out } = await advtrain(['recipes', 'freelb/albert-xxlarge-v2', '--json']);
    expect((JSON.parse(out) as unknown[]).length).toBe(8);
    expect((await advtrain(['recipes', 'freelb'])).out.match(/^freelb\//gm)).toHaveLength(17);
  });
});
