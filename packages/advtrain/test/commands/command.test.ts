import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from '@advtrain/compare';
import { engine, key } from '@advtrain/engine';
import { encoderConfig, initialParams, writeModelFolder } from '@advtrain/models';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain, stopped } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-command-'));
const at = (name: string) => join(folder, name);

/** Everything but what a clock or a memory counter says. */
function numbers(comparison: Comparison): unknown {
  return comparison.runs.map(({ seconds: _s, peakBytes: _p, ...rest }) => rest);
}

const tiny = (...more: readonly string[]) => [
  '--data',
  at('films.csv'),
  '--model',
  at('model'),
  '--config',
  at('tiny.json'),
  '--backend',
  'wasm',
  ...more,
];

beforeAll(async () => {
  const words = { positive: ['good', 'great', 'fine', 'lovely'], negative: ['bad', 'awful', 'poor', 'dull'] };
  const rows = Array.from({ length: 60 }, (_, i) => {
    const label = i % 2 === 0 ? 'positive' : 'negative';
    return `film ${i} was ${words[label][i % 4] ?? ''} and ${words[label][(3 * i) % 4] ?? ''},${label}`;
  });
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  const config = {
    batchSize: 8,
    epochs: 2,
    learningRate: 1e-3,
    maxLength: 16,
    developmentSize: 12,
    attack: { steps: 2, radii: [0.1, 0.5], examples: 8 },
    options: { freelb: { steps: 2 }, pgd: { steps: 1 } },
  };
  writeFileSync(at('tiny.json'), JSON.stringify(config));
  writeFileSync(at('budget.json'), JSON.stringify({ ...config, budget: 'x2' }));
  const trained = await advtrain([
    'train',
    '--method',
    'natural',
    '--data',
    at('films.csv'),
    '--model',
    'scratch',
    '--config',
    at('tiny.json'),
    '--backend',
    'wasm',
    '--out',
    at('model'),
    '--json',
  ]);
  expect(trained.err + trained.out).toContain('"status": "finished"');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('advtrain --help', () => {
  test.each([
    [['--help']],
    [['help']],
    [['help', 'compare']],
    [['compare', '--help']],
    [['train', '--help']],
    [['engine', 'install', '--help']],
  ])('%j shows usage and examples', async (args) => {
    const { code, out, err } = await advtrain(args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Usage: advtrain/);
    expect(out).toMatch(/Examples?:\n {2}\$ advtrain /);
  });

  test('lists methods with their options', async () => {
    const { code, out } = await advtrain(['methods', '--json']);
    expect(code).toBe(0);
    const found = JSON.parse(out) as { name: string; options: { option: string }[] }[];
    expect(found.map((m) => m.name)).toContain('yopo');
    expect(found.find((m) => m.name === 'freelb')?.options.map((o) => o.option)).toContain('steps');
    expect(found.find((m) => m.name === 'fast')).toMatchObject({ package: '@advtrain/pgd', licence: 'Apache-2.0' });
  });
});

describe('bad input gets one sentence and no stack trace', () => {
  const file = (name: string, content: string) => {
    writeFileSync(at(name), content);
    return at(name);
  };

  test.each<[string, () => readonly string[], number, RegExp]>([
    ['an unknown method', () => ['compare', '--methods', 'fgsm'], 2, /There is no method "fgsm"; there are natural/],
    [
      'an unknown option of a method',
      () => ['compare', '--set', 'pgd.step=1'],
      2,
      /pgd has no option "step"; it has steps/,
    ],
    [
      'a value out of range',
      () => ['compare', '--set', 'pgd.steps=0'],
      2,
      /--set pgd\.steps is 0, but must be at least 1/,
    ],
    ['an unknown preset', () => ['compare', '--preset', 'huge'], 2, /no preset "huge"; there are quick and standard/],
    [
      'a missing file of data',
      () => ['compare', '--data', at('none.csv')],
      2,
      /--data is .*none\.csv, but there is no such file/,
    ],
    ['a missing model', () => ['compare', '--model', at('none')], 2, /--model is .*none, but there is no such folder/],
    [
      'a configuration that is not JSON',
      () => ['compare', '--config', file('bad.json', '{')],
      2,
      /bad\.json is not JSON/,
    ],
    ['an unknown backend', () => ['compare', '--backend', 'tpu'], 2, /--backend is tpu, but must be one of/],
    [
      'natural-matched alone',
      () => ['train', '--method', 'natural-matched', '--out', at('x')],
      2,
      /use --method natural here/,
    ],
    [
      'an empty data set',
      () => ['compare', '--data', file('empty.csv', 'text,label\n')],
      1,
      /empty\.csv has no examples/,
    ],
    ['a missing column', () => ['compare', '--data', file('c.csv', 'text,class\na,b\n')], 1, /no column "label"/],
  ])('%s', async (_, args, exit, sentence) => {
    const { code, err } = await advtrain(args());
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(exit);
  });

  test('a safetensors file that is cut off', async () => {
    const broken = at('broken');
    const { cpSync } = await import('node:fs');
    cpSync(at('model'), broken, { recursive: true });
    writeFileSync(join(broken, 'model.safetensors'), readFileSync(join(broken, 'model.safetensors')).subarray(0, 5000));
    const { code, err } = await advtrain(['compare', ...tiny('--model', broken, '--out', at('never'))]);
    expect(err).toMatch(/advtrain: .*model\.safetensors/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  test('a loss that is no number, after which no model is saved', async () => {
    const { code, err } = await advtrain([
      'train',
      '--method',
      'natural',
      ...tiny('--learning-rate', '1e30', '--out', at('diverged')),
    ]);
    expect(err).toMatch(/advtrain: The loss of step \d+ is NaN.* Lower --learning-rate.* Nothing was saved\./);
    expect(code).toBe(1);
    expect(existsSync(join(at('diverged'), 'model.safetensors'))).toBe(false);
  });
});

describe('advtrain compare', () => {
  const methods = 'natural,natural-matched,pgd,freeat,yopo,freelb';
  let whole: Comparison;

  test('compares all methods and leaves results, records, table and report', async () => {
    const { code, out, err } = await advtrain(['compare', ...tiny('--methods', methods, '--out', at('whole'))]);
    expect({ code, tail: code === 0 ? '' : err }).toEqual({ code: 0, tail: '' });
    expect(out).toContain('natural, matched');
    expect(out).toContain('One seed proves nothing');
    whole = JSON.parse(readFileSync(join(at('whole'), 'results.json'), 'utf8')) as Comparison;
    expect(whole.runs.map((run) => run.method)).toEqual(methods.split(','));
    for (const run of whole.runs) {
      expect(run.units.counted, run.method).toBeCloseTo(run.units.predicted, 6);
      expect(run.robust.map((r) => r.radius)).toEqual([0, 0.1, 0.5]);
      expect(run.epochCurve.at(-1)?.development).toBe(run.accuracy['development']);
    }
    const dearest = Math.max(...whole.runs.map((run) => run.units.counted));
    expect(whole.runs[1]?.units.counted).toBeGreaterThan(dearest - 3);
    expect(readdirSync(join(at('whole'), 'runs')).filter((f) => f.endsWith('.jsonl'))).toHaveLength(6);
    const [natural] = whole.runs;
    const record = readdirSync(join(at('whole'), 'runs')).find((f) => /^natural-seed1.*\.jsonl$/.test(f)) ?? '';
    const lines = readFileSync(join(at('whole'), 'runs', record), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength((natural?.steps ?? 0) + 2);
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(JSON.parse(lines.at(-1)!)).toEqual({ execution: natural?.execution });
    expect(readFileSync(join(at('whole'), 'table.md'), 'utf8')).toContain('| FreeLB |');
    expect(readFileSync(join(at('whole'), 'report.html'), 'utf8')).toContain('<svg');
  });

  test('begins methods later, gives all the same budget, and searches among options, as the flags say', async () => {
    const { code, out } = await advtrain([
      'compare',
      ...tiny('--methods', 'freelb', '--budget', 'x2', '--attack-from', '0.5', '--attack-rise', '0.25', '--ema', '0.9'),
      ...['--grid', 'freelb.steps=2,3', '--out', at('searched'), '--json', '--quiet'],
    ]);
    expect(code).toBe(0);
    const { settings, runs, methods, searches } = JSON.parse(out) as Comparison;
    expect(settings).toMatchObject({ budget: 'x2', attackFrom: 0.5, attackRise: 0.25, ema: 0.9 });
    expect(runs.map(({ method }) => method)).toEqual([
      'natural',
      'natural-matched',
      'freelb[steps=2]',
      'freelb[steps=3]',
    ]);
    const [plain, ...others] = runs;
    for (const { units } of others) {
      expect(Math.abs(units.counted - 2 * plain!.units.counted)).toBeLessThanOrEqual(4.5);
      expect(units.predicted).toBe(units.counted);
    }
    expect(methods.at(-1)).toMatchObject({ name: searches![0]!.chosen, chosenOf: 2 });
    const wrong = await advtrain(['compare', ...tiny('--budget', 'much', '--out', at('never'))]);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('budget is "much", but must be units=…, seconds=… or steps=…');
    const train = await advtrain(['train', '--method', 'pgd', '--config', at('budget.json'), '--out', at('never')]);
    expect(train).toMatchObject({ code: 2 });
    expect(train.err).toContain('budget is for advtrain compare; leave it out');
  });

  test('measures every run under attacks on characters and words, as the flags say, and refuses what has none', async () => {
    const out = at('words');
    const asked = [
      '--methods',
      'natural',
      '--attack',
      'word,deepwordbug',
      '--attack-examples',
      '6',
      '--attack-queries',
      '5',
    ];
    const { code, out: printed, err } = await advtrain(['compare', ...tiny('--out', out, ...asked)]);
    expect({ code, tail: code === 0 ? '' : err }).toEqual({ code: 0, tail: '' });
    expect(printed).toMatch(/attacked by words +\d|by words/);
    expect(printed).toContain('Only 6 examples are attacked by words and characters: a share of them');
    const { settings, runs } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Comparison;
    expect(settings.wordAttack).toEqual({ attacks: ['words', 'characters'], examples: 6, queries: 5 });
    expect(runs[0]!.words!.map(({ name, examples }) => [name, examples])).toEqual([
      ['words', 6],
      ['characters', 6],
    ]);
    const wrong = await advtrain(['compare', '--data', 'mnist', '--attack', 'word', '--out', at('never')]);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toContain(
      'mnist is images, but only words of texts in classes can be attacked: leave out --attack',
    );
  });

  test('goes on after Ctrl-C, within a run, and ends with the very same numbers', async () => {
    const args = ['compare', ...tiny('--methods', methods, '--out', at('cut'), '--checkpoint-every', '0')];
    const first = await stopped(args, { after: '[4/6]' });
    expect(first.err).toContain(`Interrupted; the same command again goes on from what is kept in ${at('cut')}.`);
    expect(first.err).not.toMatch(/\n\s+at /);
    expect(first.code).toBe(130);
    const second = await advtrain(args);
    expect(second.code).toBe(0);
    expect(second.err).toContain('[1/6] natural, seed 1: finished before');
    expect(second.err).toContain('[6/6] FreeLB, seed 1: steps');
    const resumed = JSON.parse(readFileSync(join(at('cut'), 'results.json'), 'utf8')) as Comparison;
    expect(numbers(resumed)).toEqual(numbers(whole));
    expect(readdirSync(join(at('cut'), 'runs')).filter((f) => /safetensors|tmp/.test(f))).toEqual([]);
  });

  test('takes less memory with gradient checkpointing, and gives the very same numbers', async () => {
    await engine({ backend: 'cpu' });
    const saved = JSON.parse(readFileSync(join(at('model'), 'config.json'), 'utf8')) as object;
    const config = { ...saved, num_hidden_layers: 8 };
    const params = initialParams(encoderConfig(config), key(1));
    await writeModelFolder(at('deep'), { config, params, tokenizerFrom: at('model') });
    const [plain, checkpointed] = await Promise.all(
      [[], ['--gradient-checkpointing']].map(async (more) => {
        const sizes = ['--model', at('deep'), '--methods', 'natural', '--epochs', '1', '--batch-size', '48'];
        const args = ['compare', ...tiny(...sizes, ...more, '--out', at(`memory${more.length}`), '--json')];
        const [run] = (JSON.parse((await advtrain(args)).out) as Comparison).runs;
        return run!;
      }),
    );
    expect(checkpointed!.accuracy).toEqual(plain!.accuracy);
    expect(checkpointed!.curve).toEqual(plain!.curve);
    expect(checkpointed!.peakBytes).toBeLessThan(0.6 * plain!.peakBytes);
  });

  test('goes on after a kill that leaves no time for anything', async () => {
    const args = ['compare', ...tiny('--methods', 'natural,freelb', '--out', at('killed'), '--checkpoint-every', '0')];
    const first = await stopped(args, { after: '[2/2]', delay: 300, signal: 'SIGKILL' });
    expect(first.code).toBeNull();
    const second = await advtrain([...args, '--json']);
    expect(second.code).toBe(0);
    const runs = (JSON.parse(second.out) as Comparison).runs;
    expect(runs.map((run) => run.accuracy)).toEqual(
      whole.runs.filter((run) => ['natural', 'freelb'].includes(run.method)).map((run) => run.accuracy),
    );
  });

  test('refuses a folder of other settings, and begins anew when asked to', async () => {
    const args = ['compare', ...tiny('--methods', 'natural', '--out', at('killed'), '--epochs', '1', '--quiet')];
    const refused = await advtrain(args);
    expect(refused.err).toMatch(
      /holds a comparison with other settings \(epochs 2 there, 1 here\); choose another folder/,
    );
    expect(refused.code).toBe(2);
    const anew = await advtrain([...args, '--restart', '--json']);
    expect(anew.err).toBe('');
    expect((JSON.parse(anew.out) as Comparison).runs).toHaveLength(1);
  });
});
