import { expect, test } from 'vitest';
import { program } from '../../src/commands/program.ts';
import { requested, type TrainFlags } from '../../src/commands/train/requested.ts';
import { askedOf } from '../../src/options/settings-options.ts';
import { configSchema, presets, resolve } from '../../src/index.ts';

/** What the help of a command says that an option is where it is left out. */
function statedDefault(name: string, flag: string): string | undefined {
  const command = program().commands.find((each) => each.name() === name);
  const option = command?.options.find(({ long }) => long === flag);
  return /\(default: (.*)\)$/.exec(option?.description ?? '')?.[1];
}

const images = resolve({ data: 'mnist' }).attackFrom;

test.each(['compare', 'calibrate', 'init'])('the help of %s names the attackFrom of every preset', (name) => {
  for (const preset of Object.keys(presets)) {
    const { attackFrom } = resolve({ preset });
    expect(statedDefault(name, '--attack-from')).toBe(`${attackFrom}, of images ${images}`);
  }
});

test.each(['compare', 'calibrate', 'init', 'train'])('the help of %s names the attackRise that there is', (name) => {
  expect(resolve().attackRise ?? 0).toBe(0);
  expect(statedDefault(name, '--attack-rise')).toBe(`0, of mnist ${resolve({ data: 'mnist' }).attackRise!}`);
});

test('a published experiment on MNIST has its whole ε from the first step on', async () => {
  const flags = { recipe: 'yopo/yopo-mnist/mnist', seed: 1, checkpointEvery: 120 } as TrainFlags;
  expect(requested(flags, await askedOf(flags)).settings.attackRise).toBe(0);
});

test('the help of train names the attackFrom that train takes', async () => {
  const cases: readonly Partial<TrainFlags>[] = [{}, { preset: 'standard' }, { task: 'mnist' }, { data: 'films.csv' }];
  for (const each of cases) {
    const flags = { method: 'freelb', out: 'x', seed: 1, checkpointEvery: 120, joinTimeout: 1800, ...each };
    const { settings } = requested(flags, await askedOf(flags));
    expect(statedDefault('train', '--attack-from')).toBe(`${settings.attackFrom}`);
  }
});

test('the schema of configurations names the attackFrom of presets, of images and of train', () => {
  const { attackFrom } = configSchema()['properties'] as Readonly<Record<string, { readonly description: string }>>;
  const said = `default ${resolve().attackFrom}, of images and in advtrain train ${images}.`;
  expect(attackFrom?.description).toContain(said);
});
