import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import { tinyClassifier } from '../tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-in-part-'));
const at = (name: string) => join(folder, name);
const rows = Array.from({ length: 40 }, (_, row) => (row % 2 ? `a good film ${row},ja` : `a bad film ${row},nein`));
const data = at('data.csv');
const settings = at('settings.json');
const quick = ['--config', settings, '--backend', 'wasm', '--quiet'];

beforeAll(async () => {
  writeFileSync(data, ['text,label', ...rows, ''].join('\n'));
  const attack = { steps: 1, radii: [0.1], examples: 4 };
  writeFileSync(
    settings,
    JSON.stringify({ data, model: at('base'), batchSize: 8, epochs: 1, maxLength: 16, attackFrom: 0, attack }),
  );
  await tinyClassifier({ data, folder, name: 'base', maxLength: 16 });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('adapters are saved as peft has them; predict and evaluate take them, and merge makes a whole model that answers alike', async () => {
  const lora = [
    '--lora',
    'r=2,alpha=6,dropout=0.1,target=query+output.dense,scaling=sqrt-r',
    '--learning-rate',
    '0.01',
  ];
  const train = await advtrain(['train', '--method', 'freelb', ...lora, ...quick, '--out', at('adapter')]);
  expect({ code: train.code, err: train.err }).toEqual({ code: 0, err: '' });
  expect(train.out).toMatch(/; 2,018 of [\d,]+ parameters trained, /);
  const written = JSON.parse(readFileSync(join(at('adapter'), 'adapter_config.json'), 'utf8')) as object;
  expect(written).toMatchObject({
    peft_type: 'LORA',
    r: 2,
    lora_alpha: 6,
    lora_dropout: 0.1,
    use_rslora: true,
    target_modules: ['query', 'output.dense'],
    modules_to_save: ['bert.pooler.dense', 'classifier'],
    base_model_name_or_path: at('base'),
  });
  const card = readFileSync(join(at('adapter'), 'README.md'), 'utf8');
  expect(card).toContain('library_name: "peft"');
  expect(card).toContain('- LoRA: r=2,alpha=6,dropout=0.1,target=query+output.dense,scaling=sqrt-r.');
  expect(existsSync(join(at('adapter'), 'model.safetensors'))).toBe(false);
  const merge = await advtrain(['merge', at('adapter'), '--out', at('merged'), '--quiet']);
  expect(merge).toEqual({ code: 0, out: `Merged in ${at('merged')}.\n`, err: '' });
  const texts = ['--text', 'a good film', '--text', 'a bad film', '--json', '--quiet'];
  const answers = await Promise.all(['adapter', 'merged'].map((name) => advtrain(['predict', at(name), ...texts])));
  const [apart, whole] = answers.map(({ out }) =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer),
  );
  expect(apart!.map(({ label }) => label)).toEqual(['ja', 'nein']);
  for (const [row, { label, probability }] of apart!.entries()) {
    expect(whole![row]!.label).toBe(label);
    expect(whole![row]!.probability).toBeCloseTo(probability, 4);
  }
});

interface Answer {
  readonly label: string;
  readonly probability: number;
}

test('with --merge, and from a model that starts at random, the whole model is saved', async () => {
  const lora = ['train', '--method', 'natural', '--lora', 'r=2', ...quick];
  const merged = await advtrain([...lora, '--merge', '--out', at('whole')]);
  const random = await advtrain([...lora, '--model', 'tiny-bert', '--out', at('random')]);
  for (const [name, { code, err }] of Object.entries({ whole: merged, random })) {
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(existsSync(join(at(name), 'model.safetensors'))).toBe(true);
    expect(existsSync(join(at(name), 'adapter_config.json'))).toBe(false);
  }
});

test('a frozen model is saved whole, with a card that says how it was trained, and what did not train is as it was', async () => {
  const how = ['--freeze', 'blocks=1', '--accumulate', '2', '--ema', '0.9', '--attack-from', '0.5'];
  const frozen = await advtrain(['train', '--method', 'pgd', ...how, ...quick, '--out', at('frozen')]);
  expect({ code: frozen.code, err: frozen.err }).toEqual({ code: 0, err: '' });
  expect(frozen.out).toMatch(/ of [\d,]+ parameters trained, /);
  const [before, after] = ['base', 'frozen'].map((name) => readFileSync(join(at(name), 'model.safetensors')));
  const card = readFileSync(join(at('frozen'), 'README.md'), 'utf8');
  expect(card).toContain('library_name: "transformers"');
  expect(card).toContain('- Batch size: 8, of which 2 make a step');
  expect(card).toMatch(/- Optimizer: AdamW, learning rate .* a moving average of the parameters, decay 0.9\./);
  expect(card).toContain('- Attack warm-up: the methods begin after 50.0 % of the steps');
  expect(card).toContain('- Frozen: blocks=1.');
  expect(after!.length).toBe(before!.length);
  expect(after!.equals(before!)).toBe(false);
});

test('compare trains all methods in the same part, and other parts are other runs', async () => {
  const compare = ['compare', '--methods', 'natural,fgm', '--seeds', '1', ...quick, '--out', at('compared'), '--json'];
  const { code, out } = await advtrain([...compare, '--lora', 'r=2']);
  expect(code).toBe(0);
  const found = JSON.parse(out) as Compared;
  expect(found.settings.lora).toBe('r=2');
  expect(found.task.trained).toBeLessThan(found.task.parameters / 2);
  const costs = found.runs.map(({ units }) => units.counted);
  // Two rounds cost twice as much as one, and less than 3 units each.
  expect(costs[1]).toBeCloseTo(2 * costs[0]!, 6);
  const again = await advtrain([...compare, '--freeze', 'embeddings']);
  expect(again).toMatchObject({ code: 2, out: '' });
  expect(again.err).toContain('lora');
});

interface Compared {
  readonly settings: { readonly lora?: string };
  readonly task: { readonly parameters: number; readonly trained?: number };
  readonly runs: readonly { readonly units: { readonly counted: number } }[];
}

test.each([
  [['--lora', 'target=q'], 'LoRA\'s target "q" is no linear layer of this bert: there are attention.self.query,'],
  [['--merge'], '--merge is about the adapters of --lora, which is not given; leave it out.'],
])('train %j is refused in a sentence', async (options, sentence) => {
  const { code, out, err } = await advtrain([
    'train',
    '--method',
    'natural',
    ...quick,
    '--out',
    at('none'),
    ...options,
  ]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`advtrain: ${sentence}`);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('an adapter of an adapter is refused with what to do, and so is merging what is whole', async () => {
  const lora = ['--lora', 'r=2', '--model', at('adapter'), '--out', at('none')];
  const train = await advtrain(['train', '--method', 'natural', ...quick, ...lora]);
  expect(train.code).toBe(2);
  expect(train.err).toMatch(
    / but that is an adapter, which no other can be of; add --merge, or merge it first with advtrain merge\.\n$/,
  );
  const merge = await advtrain(['merge', at('base'), '--out', at('none'), '--quiet']);
  expect(merge).toMatchObject({ code: 2, out: '' });
  expect(merge.err).toMatch(/ is a whole model already; name the folder of an adapter, with adapter_config\.json\.\n$/);
});

describe('a command that would write over the model that it reads is refused, and the model stays', () => {
  const lost = (name: string) => `advtrain: ${at(name)} holds the model `;
  const weights = `advtrain: ${at('adapter')} holds the weights of a model; choose another folder with --out.\n`;

  test.each([
    ['train', ['train', '--method', 'natural', ...quick, '--lora', 'r=2', '--out', at('base')], lost('base')],
    ['train by a link', ['train', '--method', 'natural', ...quick, '--out', at('link')], lost('link')],
    [
      'train to the model of an adapter',
      [
        'train',
        '--method',
        'natural',
        ...quick,
        '--model',
        at('adapter'),
        '--lora',
        'r=2',
        '--merge',
        '--out',
        at('base'),
      ],
      `${lost('base')}that ${at('adapter')} is an adapter of, which would be lost; choose another folder with --out.\n`,
    ],
    ['merge', ['merge', at('adapter'), '--quiet', '--out', at('adapter')], lost('adapter')],
    ['merge to the model of an adapter', ['merge', at('adapter'), '--quiet', '--out', at('base')], lost('base')],
    ['export', ['export', at('adapter'), '--quiet', '--out', at('adapter')], weights],
    ['calibrate', ['calibrate', ...quick, '--methods', 'fgm', '--out', at('adapter')], weights],
  ])('%s', async (_, args, sentence) => {
    if (!existsSync(at('link'))) symlinkSync(at('base'), at('link'));
    const filesOf = () =>
      ['base', 'adapter'].map((name) =>
        readdirSync(at(name)).map((file) => [file, statSync(join(at(name), file)).mtimeMs]),
      );
    const before = filesOf();
    const { code, out, err } = await advtrain(args);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) as string });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(filesOf()).toEqual(before);
  });
});
