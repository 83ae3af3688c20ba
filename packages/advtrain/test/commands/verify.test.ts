import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison, Verification } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain, stopped } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-verify-command-'));
const at = (name: string) => join(folder, name);

const comparing = (out: string): readonly string[] => [
  'compare',
  ...['--data', at('films.csv'), '--model', 'tiny-bert', '--config', at('tiny.json'), '--backend', 'wasm'],
  ...['--methods', 'natural,natural-matched,freelb', '--verifiable', '1', '--out', at(out)],
];

const audit = (...more: readonly string[]) => advtrain(['verify', at('results'), ...more]);

beforeAll(async () => {
  const words = { positive: ['good', 'great', 'fine', 'lovely'], negative: ['bad', 'awful', 'poor', 'dull'] };
  const rows = Array.from({ length: 60 }, (_, i) => {
    const label = i % 2 === 0 ? 'positive' : 'negative';
    return `film ${i} was ${words[label][i % 4] ?? ''} and ${words[label][(3 * i) % 4] ?? ''},${label}`;
  });
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  const config = {
    batchSize: 8,
    epochs: 1,
    learningRate: 1e-3,
    maxLength: 16,
    developmentSize: 12,
    attack: { steps: 1, radii: [0.1], examples: 4 },
  };
  writeFileSync(at('tiny.json'), JSON.stringify(config));
  const { code, err } = await advtrain(comparing('results'));
  expect({ code, tail: code === 0 ? '' : err }).toEqual({ code: 0, tail: '' });
  expect(err).toContain('Up to 1 state of each of 3 runs are kept for advtrain verify: about ');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('advtrain verify', () => {
  test('finds the same bits in honest results, and says what it did', async () => {
    const { code, out, err } = await audit('--steps', '3', '--seed', '1');
    expect({ code, tail: code === 0 ? '' : out + err }).toEqual({ code: 0, tail: '' });
    expect(out).toMatch(/^Made by wasm .*\.\nHere wasm .*: the same kind of machine\.\n/);
    expect(out).toContain('the picks are those of --seed 1.');
    expect(out.match(/loss [\d.]+, the same bits$/gm)).toHaveLength(3);
    expect(out).toContain('Verified: all agrees. Accuracies do not follow from steps, and are not verified.');
    expect(err).toContain('3 steps are picked;');
    const json = JSON.parse((await audit('--steps', '3', '--seed', '1', '--json', '--quiet')).out) as Verification;
    expect(json).toMatchObject({ agrees: true, seed: 1, tolerance: 0, sameKind: true, problems: [] });
    expect(json.steps.filter(({ picked }) => picked)).toHaveLength(3);
  });

  test.each([
    ['a search, of all that was tried', ['--grid', 'freelb.steps=1,2'], 'FreeLB [steps 2], seed 1, '],
    ['a budget of seconds', ['--budget', 'seconds=0.5'], 'FreeLB, seed 1, '],
  ])('finds the same bits in %s', async (name, more, called) => {
    const { code } = await advtrain([...comparing(name), ...more]);
    expect(code).toBe(0);
    const { code: found, out } = await advtrain(['verify', at(name), '--steps', 'all', '--quiet']);
    expect(out).toContain('Verified: all agrees.');
    expect(out).toContain(called);
    expect(found).toBe(0);
  });

  test('fails on a loss that was changed, and on nothing within the tolerance', async () => {
    cpSync(at('results'), at('changed'), { recursive: true });
    const name = readdirSync(at('changed/runs')).find((each) => /^freelb-.*\.jsonl$/.test(each)) ?? '';
    const record = readFileSync(at(`changed/runs/${name}`), 'utf8');
    const change = (_: string, before: string, loss: string) => `${before}${Number(loss) * (1 + 1e-9)}`;
    const changed = record.replace(/("step":2,"loss":)([\d.]+)/, change);
    expect(changed).not.toBe(record);
    writeFileSync(at(`changed/runs/${name}`), changed);
    const { code, out } = await advtrain(['verify', at('changed'), '--steps', 'all', '--quiet']);
    expect(out).toMatch(/FreeLB, seed 1, step 2, from the start: loss .* relative difference 1\.0e-9: DIFFERS/);
    expect(out).toContain('NOT VERIFIED');
    expect(code).toBe(1);
    const tolerant = await advtrain(['verify', at('changed'), '--steps', 'all', '--quiet', '--tolerance', '1e-6']);
    expect(tolerant.out).toContain('relative difference 1.0e-9: agrees');
  });

  test('fails on results that lack a finished run, and names one that is not finished', async () => {
    cpSync(at('results'), at('partly'), { recursive: true });
    const results = JSON.parse(readFileSync(at('results/results.json'), 'utf8')) as Comparison;
    const runs = results.runs.filter(({ method }) => method !== 'freelb');
    writeFileSync(at('partly/results.json'), JSON.stringify({ ...results, runs }));
    const partly = await advtrain(['verify', at('partly'), '--steps', '1', '--quiet']);
    expect(partly.out).toContain('FreeLB, seed 1: it is finished in runs/, but results.json lacks it.\nNOT VERIFIED');
    expect(partly.code).toBe(1);
    rmSync(at(`partly/runs/${readdirSync(at('partly/runs')).find((each) => /^freelb-\S+\.json$/.test(each))}`));
    const cut = await advtrain(['verify', at('partly'), '--steps', '1', '--quiet']);
    expect(cut.out).toContain('Not finished, and so not among the results: FreeLB, seed 1.\nVerified: all agrees.');
    expect(cut.code).toBe(0);
  });

  test('refuses data that have changed, a folder of no results, methods that are not here, and steps that are no number', async () => {
    writeFileSync(at('others.csv'), readFileSync(at('films.csv'), 'utf8').replace('film 3 was', 'film 3 is'));
    const data = await audit('--data', at('others.csv'));
    expect(data.err).toContain(`advtrain: The data or the model here are not those of ${at('results')}: `);
    expect(data.code).toBe(2);
    const elsewhere = await advtrain(['verify', folder]);
    expect(elsewhere.err).toContain('has no results.json: name a folder that compare wrote.');
    expect(elsewhere.code).toBe(2);
    cpSync(at('results'), at('plugged'), { recursive: true });
    const results = JSON.parse(readFileSync(at('results/results.json'), 'utf8')) as Comparison;
    const settings = { ...results.settings, methods: [...results.settings.methods, 'one-move'] };
    writeFileSync(at('plugged/results.json'), JSON.stringify({ ...results, settings }));
    const plugged = await advtrain(['verify', at('plugged')]);
    expect(plugged.err).toBe('advtrain: There is no method one-move here: bring it with --plugin FILE.\n');
    expect(plugged.code).toBe(2);
    const steps = await audit('--steps', '0');
    expect(steps.err).toContain('It must be a whole number of at least 1, or all.');
    expect(steps.code).toBe(2);
  });

  test('finds data elsewhere that are the same, and ends at Ctrl-C', async () => {
    cpSync(at('films.csv'), at('moved.csv'));
    const { code } = await audit('--data', at('moved.csv'), '--steps', '1', '--seed', '2', '--quiet');
    expect(code).toBe(0);
    const cut = await stopped(['verify', at('results'), '--steps', 'all'], { after: 'are taken again' });
    expect(cut.err).toContain('Interrupted; nothing was changed.');
    expect(cut.code).toBe(130);
  });
});
