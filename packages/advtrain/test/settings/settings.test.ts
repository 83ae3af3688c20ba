import { readFileSync } from 'node:fs';
import { UsageError } from '@advtrain/compare';
import { describe, expect, test } from 'vitest';
import { checkTakePart } from '../../src/settings/assignments.ts';
import { taskSettings } from '../../src/settings/settings.ts';
import { assignments, checked, configSchema, gridOf, methodList, presets, resolve, seedList } from '../../src/index.ts';

const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
};

describe('settings', () => {
  test('publishes the schema that it checks with', () => {
    const published = readFileSync(new URL('../../dist/config.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(configSchema())));
  });

  test('has presets that pass their own schema', () => {
    for (const preset of Object.values(presets)) expect(checked(preset, 'preset')).toBe(preset);
  });

  test('lets the command line win over the file, and the file over the preset', () => {
    const settings = resolve([
      { preset: 'standard', epochs: 7, options: { freelb: { steps: 5, start: 0.2 } } },
      { epochs: 8, options: { freelb: { steps: 4 } } },
    ]);
    expect(settings).toMatchObject({ preset: 'standard', epochs: 8, trainSize: presets['standard']?.trainSize });
    expect(settings.options['freelb']).toMatchObject({ steps: 4, start: 0.2 });
    expect(settings.options['pgd']).toEqual({ steps: 3, stepSize: '0.5%', start: '0.5%', radius: '3%' });
  });

  test('knows a task, and so a run of it, by its windows of passages too', () => {
    const windows = { docStride: 0, maxAnswerLength: 8 };
    expect(taskSettings(resolve([windows]))).toMatchObject(windows);
    expect(Object.keys(taskSettings(resolve([{}])))).not.toContain('docStride');
  });

  test.each([
    [{ docStride: -1 }, 'docStride is -1, but must be at least 0.'],
    [{ epochs: 0 }, 'epochs is 0, but must be at least 1.'],
    [{ epochs: 1e308 }, 'epochs is 1e+308, but must be at most 100000.'],
    [{ batchSize: 1e9 }, 'batchSize is 1000000000, but must be at most 65536.'],
    [{ options: { freelb: { steps: 1e6 } } }, 'options.freelb.steps is 1000000, but must be at most 200.'],
    [{ options: { yopo: { inner: 201 } } }, 'options.yopo.inner is 201, but must be at most 200.'],
    [{ attack: { steps: 1e9 } }, 'attack.steps is 1000000000, but must be at most 10000.'],
    [{ epochs: 1.5 }, 'epochs is 1.5, but must be an integer.'],
    [{ learningRate: 0 }, 'learningRate is 0, but must be greater than 0.'],
    [{ epoch: 1 }, 'it has no "epoch"'],
    [{ attackFrom: 1 }, 'attackFrom is 1, but must be below 1.'],
    [{ attackRise: -0.1 }, 'attackRise is -0.1, but must be at least 0.'],
    [{ grid: { frelb: { steps: [1] } } }, 'grid has no "frelb"; it has natural'],
    [{ grid: { freelb: { step: [1] } } }, 'grid.freelb has no "step"; it has steps, stepSize, start and radius'],
    [{ grid: { freelb: { steps: [1, 0] } } }, 'grid.freelb.steps.1 is 0, but must be at least 1.'],
    [{ accumulate: 0 }, 'accumulate is 0, but must be at least 1.'],
    [{ average: 'all' }, 'average is "all", but must be batch or example.'],
    [{ methods: ['pgd', 'sgd'] }, 'methods.1 is "sgd", but must be natural or natural-matched'],
    [{ options: { sgd: {} } }, 'there is no method "sgd"; there are natural'],
    [
      { options: { freelb: { stps: 1 } } },
      'freelb has no option "stps"; it has steps, stepSize, start and radius; the nearest is steps.',
    ],
    [
      { options: { freelb: { radius: 0 } } },
      'options.freelb.radius is 0, but must be a number greater than 0, or a percentage such as 5%, or none.',
    ],
    [{ options: { freeat: { carry: 'x' } } }, 'options.freeat.carry is "x", but must be slot or none.'],
    [
      { options: { trades: { noise: '0%' } } },
      'options.trades.noise is "0%", but must be a number greater than 0, or a percentage such as 5%.',
    ],
    [
      { attack: { radii: ['5'] } },
      'attack.radii.0 is "5", but must be a number greater than 0, or a percentage such as 5%.',
    ],
    [{ options: { smart: { decay: 1 } } }, 'options.smart.decay is 1, but must be below 1.'],
    [{ seeds: Array.from({ length: 21 }, (_, i) => i) }, 'seeds has 21 entries, but must have at most 20.'],
    [{ seeds: [1, 2 ** 32] }, 'seeds.1 is 4294967296, but must be at most 4294967295.'],
    [[], 'the configuration is [], but must be an object.'],
  ])('says in one sentence what is wrong with %j', (config, sentence) => {
    expect(message(() => checked(config, 'my.json'))).toContain(`my.json: ${sentence}`);
  });

  test('refuses a configuration however much of it is unknown', () => {
    const named = { epoch: 1, learning_rate: 1, batch_size: 4, seed: 1, lr: 1, model_name: 'x', max_length: 9 };
    for (const config of [named, { ...named, warmup_steps: 3 }, { ...named, epochs: 'all', a: 1, 'b/c': 1, d: 1 }])
      expect(message(() => checked(config, 'hf.json'))).toMatch(
        /^hf\.json: it has no "epoch"; it has .*; the nearest is epochs\.$/,
      );
    const freelb = Object.fromEntries('abcdefghij'.split('').map((name) => [`${name}/~`, 1]));
    expect(message(() => checked({ options: { freelb } }, 'hf.json'))).toContain('freelb has no option "a/~"; it has');
  });

  test('wants the headline radius to be among the radii, and picks one where only the radii change', () => {
    expect(resolve({ attack: { radii: [0.1, 0.3] } }).attack.headline).toBe(0.3);
    expect(resolve({ attack: { radii: ['2%', '5%'] } }).attack.headline).toBe('5%');
    expect(message(() => resolve({ attack: { headline: 9 } }))).toContain('attack.headline is 9');
  });
});

describe('budgets and warm-ups', () => {
  test('are refused in a sentence where they make no sense', () => {
    expect(message(() => resolve({ budget: 'much' }))).toContain('budget is "much", but must be units=…');
    expect(message(() => resolve({ attackFrom: 0.8, attackRise: 0.3 }))).toContain('must together be at most 1');
  });

  test('are settings like others, a later one in place of an earlier', () => {
    const settings = resolve([
      { budget: 'x2', attackFrom: 0.5 },
      { budget: 'x3', attackRise: 0.25 },
    ]);
    expect(settings).toMatchObject({ budget: 'x3', attackFrom: 0.5, attackRise: 0.25 });
  });
});

describe('command-line values', () => {
  test('reads assignments of options', () => {
    expect(assignments(['freelb.steps=4', 'freelb.radius=none', 'pgd.stepSize=1e-2'])).toEqual({
      freelb: { steps: 4, radius: 'none' },
      pgd: { stepSize: 0.01 },
    });
    expect(assignments(['freelb.radius=5%', 'r3f.noise=0.01%'])).toEqual({
      freelb: { radius: '5%' },
      r3f: { noise: '0.01%' },
    });
    // What is no length takes no share.
    expect(message(() => checked({ options: assignments(['freelb.steps=5%']) }, 'x'))).toContain('must be an integer');
    expect(message(() => assignments(['freelb.step=4']))).toBe(
      'freelb has no option "step"; it has steps, stepSize, start and radius; the nearest is steps.',
    );
    expect(message(() => assignments(['freelb=4']))).toContain('must look like freelb.steps=4');
    expect(message(() => assignments(['natural.steps=4']))).toBe('natural has no option "steps"; it has no options.');
  });

  test('name methods that take part', () => {
    const sentence = 'names pgd, which is not among the methods (natural, freelb): add it, or leave it out.';
    const methods = ['natural', 'freelb'];
    expect(message(() => checkTakePart({ set: ['freelb.steps=1', 'pgd.steps=7'], methods }))).toBe(`--set ${sentence}`);
    const grid = { where: 'grid', of: { pgd: { steps: [1, 2] } } };
    expect(message(() => checkTakePart({ grid, methods }))).toBe(`grid ${sentence}`);
    checkTakePart({ set: ['freelb.steps=1'], grid: { where: 'grid', of: { freelb: { steps: [1] } } }, methods });
  });

  test('reads a grid, of which each option is named once', () => {
    expect(gridOf(['freelb.steps=1,2,3', 'freelb.radius=0.1, none', 'pgd.steps=5'])).toEqual({
      freelb: { steps: [1, 2, 3], radius: [0.1, 'none'] },
      pgd: { steps: [5] },
    });
    expect(message(() => gridOf(['freelb=4']))).toBe('--grid is "freelb=4", but must look like freelb.steps=1,2,3.');
    expect(message(() => gridOf(['freelb.step=4']))).toContain('freelb has no option "step"');
    expect(message(() => gridOf(['pgd.steps=1', 'pgd.steps=2']))).toBe(
      '--grid names pgd.steps twice; give all its values at once.',
    );
  });

  test('reads methods and seeds', () => {
    expect(methodList('freelb, pgd')).toEqual(['freelb', 'pgd']);
    expect(message(() => methodList('freelb,fgsm'))).toContain('There is no method "fgsm"; there are natural');
    expect(message(() => methodList('pgd,pgd'))).toContain('twice');
    expect(seedList('3')).toEqual([1, 2, 3]);
    expect(seedList('4,9')).toEqual([4, 9]);
    expect(seedList('7,')).toEqual([7]);
    expect(message(() => seedList('0'))).toContain('at least 1');
    for (const text of ['a', '1 2', ',', '1,,2', '-1'])
      expect(message(() => seedList(text))).toContain(`--seeds is "${text}"`);
  });
});
