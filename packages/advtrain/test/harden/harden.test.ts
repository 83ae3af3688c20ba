import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTensorFile, writeSafetensors, type TensorFile } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beforeOf, belowChance, cautionsOf } from '../../src/commands/harden/data/before.ts';
import type { Evidence } from '../../src/commands/harden/evidence/evidence.ts';
import { advtrain, stopped } from '../advtrain.ts';
import { tinyClassifier } from '../tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-harden-'));
const at = (...names: readonly string[]) => join(folder, ...names);
const words = { good: ['good', 'great', 'fine', 'lovely'], bad: ['bad', 'awful', 'poor', 'dull'] };
const tiny = ['--max-length', '16', '--batch-size', '8', '--learning-rate', '3e-3', '--backend', 'wasm'];
const few = ['--examples', '8', '--queries', '2', '--steps', '2', '--epochs', '1'];
const trained = ['--methods', 'freelb', '--budget', 'units=120'];
const harden = (...more: readonly string[]) => ['harden', '--data', at('films.csv'), ...tiny, ...few, ...more];

/** The parameters of a file by name. */
function numbersIn({ tensors }: TensorFile): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Array.from(data, Number)]));
}

/** The parameters so far on the way from one file's to another's, as float32 has them. */
function between(from: TensorFile, to: TensorFile, share: number): Record<string, readonly number[]> {
  const first = numbersIn(from);
  const second = numbersIn(to);
  const at = (value: number, other: number) =>
    Math.fround(Math.fround((1 - share) * value) + Math.fround(share * other));
  return Object.fromEntries(
    Object.entries(first).map(([name, values]) => [
      name,
      values.map((value, place) => at(value, second[name]![place]!)),
    ]),
  );
}

/** What a hardening found, without what a clock says and what the folder is called. */
function found(out: string): unknown {
  const evidence = JSON.parse(readFileSync(at(out, 'evidence.json'), 'utf8')) as Evidence;
  const { cost: _cost, repeat: _repeat, made: _made, trained: models, evaluation, ...rest } = evidence;
  return {
    ...rest,
    trained: models.map(({ seconds: _, ...model }) => model),
    evaluation: {
      ...evaluation,
      models: evaluation.models.map(({ attacks, ...model }) => ({
        ...model,
        attacks: attacks.map(({ seconds: _, ...attack }) => attack),
      })),
    },
  };
}

beforeAll(async () => {
  const row = (i: number) => {
    const own = i % 2 === 0 ? words.good : words.bad;
    return `film ${i} was ${own[i % 4]} and ${own[(3 * i) % 4]},${i % 2 === 0 ? 'good' : '<i>bad</i>'}`;
  };
  const rows = Array.from({ length: 80 }, (_, i) => row(i));
  // A copy, a text with another label, and a row that is reported too.
  const planted = [rows[2], row(4).replace(',good', ',<i>bad</i>'), row(100)];
  writeFileSync(at('films.csv'), `text,label\n${[...rows, ...planted].join('\n')}\n`);
  writeFileSync(at('dev.csv'), `text,label\n${Array.from({ length: 16 }, (_, i) => row(100 + i)).join('\n')}\n`);
  await tinyClassifier({ data: at('films.csv'), folder, maxLength: 16 });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the model as it was', () => {
  beforeAll(async () => {
    await engine({ backend: 'cpu' });
  });

  test('is measured where the data say its classes by numbers, and which was taken for which is a caution', async () => {
    const before = await beforeOf(at('model'), ['0', '1'], {});
    const note = `The data name none of the classes of ${at('model')}, so 0 for <i>bad</i> and 1 for good is taken: if that is wrong, rename the classes of the data.`;
    expect(before).toEqual({ measured: true, note });
    expect(cautionsOf(before, { model: at('model'), data: 'a.csv', dev: 'b.csv' })).toEqual([note]);
    expect(await beforeOf(at('model'), ['good', '<i>bad</i>'], {})).toEqual({ measured: true });
    expect(await beforeOf(at('model'), ['good', 'worse'], {})).toMatchObject({ measured: false });
    expect(await beforeOf(at('model'), ['0', '1', '2'], {})).toMatchObject({ measured: false });
  });

  test('is a folder where one is called as a known model, and an encoder has no head to measure', async () => {
    process.env['ADVTRAIN_MODELS'] = folder;
    try {
      cpSync(at('model'), at('roberta-base'), { recursive: true });
      expect(await beforeOf('roberta-base', ['good', '<i>bad</i>'], {})).toEqual({ measured: true });
      const { tensors } = await readTensorFile(at('model', 'model.safetensors'));
      const bare = Object.entries(tensors).filter(([name]) => !name.startsWith('classifier'));
      cpSync(at('model'), at('bert-base-cased'), { recursive: true });
      const content = writeSafetensors(Object.fromEntries(bare));
      writeFileSync(at('bert-base-cased', 'model.safetensors'), Buffer.concat(content));
      const why = 'bert-base-cased is an encoder without a trained head';
      expect(await beforeOf('bert-base-cased', ['good', '<i>bad</i>'], {})).toEqual({ measured: false, why });
    } finally {
      delete process.env['ADVTRAIN_MODELS'];
    }
  });

  test('that answers fewer rightly than guessing would has a caution', () => {
    expect(belowChance('m', { accuracy: 0.05, examples: 200, classes: 2 })[0]).toMatch(
      /^m as it was answers fewer rightly than guessing would \(5\.0 %\): see whether its classes/,
    );
    expect(belowChance('m', { accuracy: 0.45, examples: 200, classes: 2 })).toEqual([]);
  });
});

describe('advtrain harden', () => {
  test('says in a dry run what the data are like, what it would do and for how long, and writes nothing', async () => {
    const asked = ['--model', at('model'), '--dev', at('dev.csv'), '--out', at('dry'), '--dry-run'];
    const { code, out } = await advtrain(harden(...asked, '--budget', '2m'));
    expect(code).toBe(0);
    expect(out).toMatch(/Of 98 rows 82 are trained on, 8 are to pick by and 8 are for the report/);
    expect(out).toContain('1 training row has a text that is reported or picked by too, and left out of training');
    expect(out).toContain('2 training rows repeat the text of an earlier one.\n1 text has more than one label');
    expect(out).toContain('it is measured as it is first.');
    expect(out).toContain(
      'Trained: natural training at the same cost, FreeLB, VAT, A2T-like and PGD; each method trains for ',
    );
    expect(out).toMatch(/trains for [\d,]+ units, about 24 s here\.$/m);
    expect(out).toMatch(/Time: about .*2 min 00 s of training/);
    expect(existsSync(at('dry'))).toBe(false);
    const little = await advtrain(harden(...asked, '--budget', 'units=1'));
    expect(little).toMatchObject({ code: 2, out: '' });
    expect(little.err).toContain(
      '--budget is units=1, but one step of natural, matched costs 3 units: give at least that.',
    );
  });

  test('gives a model, the same as ONNX, a card and evidence, of before and after', async () => {
    const out = at('straight');
    const asked = ['--model', at('model'), '--dev', at('dev.csv'), ...trained, '--out', out];
    const { code, out: said, err } = await advtrain(harden(...asked, '--quiet'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const evidence = JSON.parse(readFileSync(at('straight', 'evidence.json'), 'utf8')) as Evidence;
    expect(evidence.roles.slice(0, 2)).toEqual(['before', 'control']);
    expect(evidence.trained.map(({ name }) => name)).toEqual([
      'natural-matched',
      'freelb',
      'freelb-half',
      'freelb-three-quarters',
    ]);
    const [control, freelb, half] = evidence.trained;
    expect(Math.abs(control!.units / freelb!.units - 1)).toBeLessThan(0.1);
    expect(half!.units).toBe(control!.units + freelb!.units);
    expect(half!.held).toHaveLength(freelb!.held!.length);
    for (const { attacks, calibrationError } of evidence.evaluation.models) {
      expect(attacks.map(({ as }) => as)).toEqual(['pgd', 'pgd', 'pgd', 'pgd', 'characters', 'words']);
      expect(calibrationError).toBeLessThan(1);
    }
    const records = (...path: readonly string[]) =>
      readdirSync(at('straight', ...path))
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(at('straight', ...path, name), 'utf8')) as never);
    const ofRuns = records('training', 'runs').map(
      ({ seconds }: { seconds: { evaluation: number } }) => seconds.evaluation,
    );
    const ofAverages = records('averages').map(({ value }: { value: { measuring: number } }) => value.measuring);
    expect([ofRuns.length, ofAverages.length]).toEqual([2, 2]);
    expect(evidence.cost.picking).toBeCloseTo(
      [...ofRuns, ...ofAverages].reduce((sum, each) => sum + each, 0),
      9,
    );
    expect(Math.min(evidence.cost.sizing, ...ofAverages)).toBeGreaterThan(0);
    // So few examples show nothing: the control is given, and that is said.
    expect(evidence.given).toEqual({ name: 'natural-matched', title: 'natural, matched', isControl: true });
    expect(said).toContain('Nothing beat natural training');
    const kept = readdirSync(at('straight', 'training', 'models'));
    const own = kept.find((name) => name.startsWith('natural-matched'))!;
    const weights = (...path: readonly string[]) => readTensorFile(at('straight', ...path, 'model.safetensors'));
    expect(await weights('model')).toEqual(await weights('training', 'models', own));
    const hardened = await weights(
      'training',
      'models',
      kept.find((name) => name.startsWith('freelb'))!,
    );
    const natural = await weights('training', 'models', own);
    const averages = readdirSync(at('straight', 'averages')).filter((name) => !name.endsWith('.json'));
    const average = (of: string) =>
      weights(
        'averages',
        averages.find((name) => name.startsWith(of))!,
      );
    expect(numbersIn(await average('freelb-half'))).toEqual(between(natural, hardened, 0.5));
    expect(numbersIn(await average('freelb-three'))).toEqual(between(natural, hardened, 0.75));
    expect(readFileSync(at('straight', 'model', 'README.md'), 'utf8')).toContain('pipeline_tag: "text-classification"');
    expect(statSync(at('straight', 'onnx', 'onnx', 'model.onnx')).size).toBeGreaterThan(1000);
    const html = readFileSync(at('straight', 'evidence.html'), 'utf8');
    expect(html).toContain('Nothing beat natural training');
    expect(html).not.toMatch(/<script|<i>bad/);
  });

  test('goes on where it was killed, at whatever part, and comes to the same', async () => {
    const asked = harden('--model', at('model'), '--dev', at('dev.csv'), ...trained, '--out', at('cut'));
    let killed = 0;
    for (const after of ['natural, seed 1: step', '[2/2] FreeLB', '¾ of the way', 'Measuring natural']) {
      const ended = await stopped(asked, { after, signal: 'SIGKILL' });
      // So small a model may be trained and measured before the signal comes.
      if (ended.code === null) killed++;
    }
    expect(killed).toBeGreaterThan(0);
    const { code } = await advtrain(asked);
    expect(code).toBe(0);
    expect(found('cut')).toEqual(found('straight'));
    const other = await advtrain([...asked, '--seed', '2']);
    expect(other.err).toMatch(/holds a hardening with other settings \(seed 1 there, 2 here\); choose another folder/);
    expect(other.code).toBe(2);
    const anew = [...asked, '--seed', '2', '--budget', 'units=60', '--no-onnx', '--restart'];
    expect(await advtrain(anew)).toMatchObject({ code: 0 });
    // The ONNX of before is of another model.
    expect(existsSync(at('cut', 'onnx'))).toBe(false);
    expect((found('cut') as Evidence).reported).toBe(`8 of the 16 rows of ${at('dev.csv')}`);
  });

  test('refuses what it cannot do in one sentence, before it writes anything', async () => {
    const { code, err } = await advtrain(harden('--model', 'tiny-bert', '--out', at('never'), '--budget', 'soon'));
    expect(err).toMatch(/^advtrain: --budget is "soon", but must be a time for all training [^\n]*\n$/);
    expect(code).toBe(2);
    expect(existsSync(at('never'))).toBe(false);
  });

  test('refuses to write over the model that is hardened, as where one is hardened once more into the same folder', async () => {
    const there = statSync(at('straight', 'model', 'model.safetensors')).mtimeMs;
    const { code, err } = await advtrain(
      harden('--model', at('straight', 'model'), ...trained, '--out', at('straight')),
    );
    const own = at('straight', 'model');
    expect(err).toBe(
      `advtrain: ${own} holds the model ${own}, which would be lost; choose another folder with --out.\n`,
    );
    expect(code).toBe(2);
    expect(statSync(join(own, 'model.safetensors')).mtimeMs).toBe(there);
  });
});
