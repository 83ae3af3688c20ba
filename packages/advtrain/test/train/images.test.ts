import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison, RunResult } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadNet } from '../../src/models/load-net.ts';
import { advtrain, atMostLearnsNothing, stopped } from '../advtrain.ts';
import { writeDigits, writePhotographs } from '../tiny-images.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-images-'));
const at = (name: string) => join(folder, name);
const env = { ADVTRAIN_DATA: at('data') };

const small = { trainSize: 48, batchSize: 16, epochs: 3, attack: { steps: 2, examples: 20 } };
const config = at('config.json');
const train = (...args: readonly string[]) =>
  advtrain(['train', '--backend', 'wasm', '--task', 'mnist', '--config', config, ...args], { env });

/** Trains and gives what was measured. */
async function measured(...args: readonly string[]): Promise<RunResult> {
  const { code, out, err } = await train('--json', '--quiet', ...args);
  expect(code).toBe(0);
  expect(err).toMatch(atMostLearnsNothing);
  return JSON.parse(out) as RunResult;
}

/** What of a result does not depend on the clock. */
const numbers = ({ accuracy, robust, curve, units, steps, best }: RunResult) => ({
  accuracy,
  robust,
  curve,
  units,
  steps,
  best,
});

beforeAll(() => {
  writeDigits(at('data'));
  writeFileSync(config, JSON.stringify(small));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('advtrain train --task mnist', () => {
  test('trains a net in the published ball, measures it on test images clean and attacked, and saves it', async () => {
    const result = await measured('--method', 'fast', '--model', 'fast-mnist', '--out', at('net'));
    expect(result.options).toEqual({ stepSize: 0.375, start: 0.3, radius: 0.3 });
    expect(result.units).toEqual({ predicted: 5 * 9, counted: 5 * 9 });
    expect(Object.keys(result.accuracy)).toEqual(['development', 'test']);
    expect(result.robust.map(({ radius }) => radius)).toEqual([0, 0.1, 0.2, 0.3]);
    // Of 30 test images the first 20 are attacked.
    expect((result.robust[0]?.accuracy ?? 0) * 20).toBeCloseTo(Math.round((result.robust[0]?.accuracy ?? 0) * 20));
    expect(result.epochCurve).toHaveLength(3);
    expect(JSON.parse(readFileSync(join(at('net'), 'config.json'), 'utf8'))).toMatchObject({ net: 'fast-mnist' });
    const lines = readFileSync(join(at('net'), 'training', 'runs', recordIn('net')), 'utf8')
      .trim()
      .split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(11);
  });

  test('goes on from a saved net, and leaves it as it was at a learning rate of nearly 0', async () => {
    const still = ['--method', 'natural', '--learning-rate', '1e-12', '--epochs', '1', '--weight-decay', '0'];
    const again = await measured('--model', at('net'), ...still, '--out', at('again'));
    const { accuracy } = JSON.parse(readFileSync(result('net'), 'utf8')) as RunResult;
    expect(again.accuracy).toEqual(accuracy);
  });

  test('goes on after Ctrl-C with the same numbers as without', async () => {
    const asked = [
      '--method',
      'freeat',
      '--model',
      'fast-mnist',
      '--epochs',
      '12',
      '--json',
      '--checkpoint-every',
      '0',
    ];
    const whole = await measured(...asked, '--out', at('whole'));
    const command = ['train', '--backend', 'wasm', '--task', 'mnist', '--config', config, ...asked, '--out', at('cut')];
    const { code, err } = await stopped(command, { env, after: 'FreeAT, seed 1', delay: 500 });
    expect([code, err]).toEqual([130, expect.stringContaining('Interrupted; the same command again goes on')]);
    expect(readdirSync(join(at('cut'), 'training', 'runs')).some((name) => name.endsWith('.safetensors'))).toBe(true);
    expect(numbers(await measured(...asked, '--out', at('cut')))).toEqual(numbers(whole));
  });

  test('trains by a recipe, with SGD whose rate falls in steps', async () => {
    const fewer = ['--tiny', '--epochs', '1', '--train-size', '32', '--set', 'yopo.outer=2'];
    const { code, out } = await advtrain(
      [
        'train',
        '--backend',
        'wasm',
        '--recipe',
        'yopo/yopo-mnist/mnist',
        '--config',
        config,
        ...fewer,
        '--json',
        '--out',
        at('recipe'),
      ],
      { env },
    );
    expect(code).toBe(0);
    const { options, steps } = JSON.parse(out) as RunResult;
    expect(options).toMatchObject({ outer: 2, inner: 10, stepSize: 0.01, radius: 0.3 });
    expect(steps).toBe(2);
  });

  test('refuses gradient checkpointing, which nets do not have', async () => {
    const asked = [
      '--task',
      'mnist',
      '--method',
      'pgd',
      '--model',
      'fast-mnist',
      '--gradient-checkpointing',
      '--out',
      'x',
    ];
    const { code, err } = await advtrain(['train', ...asked], { env });
    expect(err).toMatch(
      /^advtrain: gradientCheckpointing is true, but only encoders of texts have it; leave it out for/m,
    );
    expect(code).toBeGreaterThan(0);
  });

  test.each([
    ['minilm-l6', 'mnist', /^advtrain: --model is minilm-l6, but for images it must be one of yopo-mnist, fast-mnist/],
    ['preact-resnet-18', 'mnist', /reads images of 32 × 32 × 3, but those of mnist are 28 × 28 × 1; choose another/],
    ['preact-resnet-18', 'cifar10', /holds neither test_batch\.bin nor labels\.json/],
  ])('refuses %s for %s in one sentence', async (model, task, sentence) => {
    const { code, err } = await advtrain(['train', '--task', task, '--method', 'pgd', '--model', model, '--out', 'x'], {
      env,
    });
    expect(err.trim().split('\n').at(-1)).toMatch(sentence);
    expect(code).toBeGreaterThan(0);
  });
});

describe('a folder of a net', () => {
  test.each([
    ['{', /config\.json is not JSON \(.*\); name a folder that a net was saved in\.$/],
    ['null', /config\.json is null, but must be a JSON object; name a folder that a net was saved in\.$/],
  ])('whose config.json is %s gets one sentence', async (text, sentence) => {
    mkdirSync(at('broken'), { recursive: true });
    writeFileSync(join(at('broken'), 'config.json'), text);
    await expect(loadNet(at('broken'))).rejects.toThrow(sentence);
  });
});

describe('advtrain train --task cifar10', () => {
  test('trains the net of the papers on photographs, moved at random, in their ball', async () => {
    writePhotographs(at('photographs'));
    const few = ['--epochs', '1', '--batch-size', '5', '--config', config, '--out', at('resnet')];
    const { code, out, err } = await advtrain(
      ['train', '--task', 'cifar10', '--method', 'fast', '--backend', 'wasm', ...few, '--json', '--quiet'],
      { env: { ADVTRAIN_DATA: at('photographs') } },
    );
    expect(code).toBe(0);
    expect(err).toMatch(atMostLearnsNothing);
    const { options, steps, accuracy, robust } = JSON.parse(out) as RunResult;
    expect(options).toEqual({ stepSize: 10 / 255, start: 8 / 255, radius: 8 / 255 });
    // Of ten images to train on, one is held out.
    expect(steps).toBe(2);
    expect(Object.keys(accuracy)).toEqual(['development', 'test']);
    expect(robust.map(({ radius }) => radius)).toEqual([0, 2 / 255, 4 / 255, 8 / 255]);
    expect(JSON.parse(readFileSync(join(at('resnet'), 'config.json'), 'utf8'))).toMatchObject({
      net: 'preact-resnet-18',
      id2label: { 0: 'airplane', 9: 'truck' },
    });
  });
});

describe('advtrain compare --data mnist', () => {
  test('says in its report that pixels were attacked', async () => {
    const asked = ['--data', 'mnist', '--model', 'fast-mnist', '--methods', 'natural,fast', '--epochs', '1'];
    const { code, out } = await advtrain(
      ['compare', '--backend', 'wasm', '--config', config, ...asked, '--json', '--out', at('compared')],
      { env },
    );
    expect(code).toBe(0);
    expect((JSON.parse(out) as Comparison).runs.map(({ method }) => method)).toEqual(['natural', 'fast']);
    const report = readFileSync(join(at('compared'), 'report.html'), 'utf8');
    expect(report).toContain('ℓ∞ balls of radius 0.1, 0.2, 0.3 around each image');
    expect(report).not.toMatch(/sentence|embedding/);
  });
});

function recordIn(name: string): string {
  return readdirSync(join(at(name), 'training', 'runs')).find((file) => file.endsWith('.jsonl')) ?? '';
}

function result(name: string): string {
  const runs = join(at(name), 'training', 'runs');
  return join(runs, readdirSync(runs).find((file) => file.endsWith('.json')) ?? '');
}
