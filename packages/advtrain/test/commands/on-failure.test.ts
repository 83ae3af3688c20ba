import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison, RunResult } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain, stopped } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-on-failure-'));
const at = (name: string) => join(folder, name);

/** A comparison, or a training, of a method that no ball of this size lets learn. */
const failing = (command: string, out: string, ...more: readonly string[]) => [
  command,
  '--config',
  at('config.json'),
  '--backend',
  'wasm',
  '--out',
  at(out),
  ...more,
];

const resultsIn = (out: string) => JSON.parse(readFileSync(join(at(out), 'results.json'), 'utf8')) as Comparison;

/** What of results no clock says. */
const numbers = ({ runs }: Comparison) =>
  runs.map(({ seconds: _s, peakBytes: _p, execution: _e, attempts = [], ...rest }: RunResult) => ({
    ...rest,
    attempts: attempts.map(({ seconds: _, ...attempt }) => attempt),
  }));

beforeAll(() => {
  const words = { positive: ['good', 'great', 'fine', 'lovely'], negative: ['bad', 'awful', 'poor', 'dull'] };
  const rows = Array.from({ length: 80 }, (_, i) => {
    const label = i % 2 === 0 ? 'positive' : 'negative';
    return `a ${words[label][i % 4] ?? ''} and ${words[label][(3 * i) % 4] ?? ''} film,${label}`;
  });
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  const config = {
    data: at('films.csv'),
    model: 'tiny-bert',
    batchSize: 16,
    epochs: 15,
    learningRate: 5e-3,
    attackFrom: 0,
    maxLength: 8,
    developmentSize: 16,
    attack: { steps: 1, radii: [0.1], examples: 8 },
    options: { pgd: { radius: 4, stepSize: 2, start: 2 } },
  };
  writeFileSync(at('config.json'), JSON.stringify(config));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('--on-failure', () => {
  test('warns by default: says it as it happens, marks the run, and ends well', async () => {
    const { code, out, err } = await advtrain(failing('compare', 'warn', '--methods', 'natural,pgd'));
    expect(err).toMatch(/^PGD, seed 1, step \d+: It(s loss is| answers) .* Begin the ascent later/m);
    expect(err).not.toMatch(/^natural, seed 1, step/m);
    expect(out).toMatch(/\((collapsed|at chance)/);
    expect(out).toMatch(/PGD (collapsed to one class|stayed at the loss of guessing) in training/);
    expect(code).toBe(0);
    expect(resultsIn('warn').runs.map(({ status }) => status)).toEqual(['finished', 'finished']);
  });

  test('restart-smaller begins anew until it learns, says so, and goes on after Ctrl-C in the midst of it', async () => {
    const small = ['radius=0.05', 'stepSize=0.025', 'start=0.025'].flatMap((size) => ['--set', `pgd.${size}`]);
    const restarting = (out: string) =>
      failing('compare', out, '--methods', 'pgd', '--on-failure', 'restart-smaller', ...small);
    const first = await advtrain(restarting('whole'));
    expect(first.err).toMatch(
      /^PGD, seed 1: begun anew, attempt 2: steps 3, stepSize 0.0125, start 0.0125, radius 0.025$/m,
    );
    expect(first.out).toMatch(/PGD was begun anew (once|\d times)\s+with\s+smaller\s+sizes/);
    expect(first.out).toContain('(restarted with smaller sizes)');
    expect(first.code).toBe(0);
    const audit = await advtrain(['verify', at('whole'), '--steps', '2', '--quiet']);
    expect(audit.out).toMatch(/Begun anew with smaller sizes, .*: PGD, seed 1\.\nVerified: all agrees\./);
    expect(audit.out.match(/^PGD, seed 1, step \d+, from the start: loss [\d.]+, the same bits$/gm)).toHaveLength(2);
    expect(audit.code).toBe(0);
    const second = await stopped(restarting('cut'), { after: 'attempt 2', delay: 300 });
    expect(second.code).toBe(130);
    expect(readdirSync(join(at('cut'), 'runs')).some((name) => name.endsWith('.attempts'))).toBe(true);
    const third = await advtrain(restarting('cut'));
    expect(third.err).not.toContain('attempt 2:');
    expect(numbers(resultsIn('cut'))).toEqual(numbers(resultsIn('whole')));
    expect(readdirSync(join(at('cut'), 'runs')).some((name) => /attempts|safetensors/.test(name))).toBe(false);
  });

  test('stop ends the run with 1, keeps what it measured, and takes no run of another policy for its own', async () => {
    const stopping = failing('compare', 'stop', '--methods', 'pgd', '--on-failure', 'stop');
    const { code, err } = await advtrain(stopping);
    expect(err).toMatch(/^ {2}stopped after \d+ steps: It/m);
    expect(code).toBe(1);
    const [run] = resultsIn('stop').runs;
    expect(run?.status).toBe('stopped');
    expect(run?.accuracy['development']).toBeLessThan(0.8);
    const other = await advtrain(failing('compare', 'stop', '--methods', 'pgd'));
    expect(other.err).toContain('holds a comparison with other settings (onFailure "stop" there, null here)');
    expect(other.code).toBe(2);
  });

  test('stop in train saves the best evaluation so far, says what went wrong, and ends with 1', async () => {
    const { code, out, err } = await advtrain(failing('train', 'model', '--method', 'pgd', '--on-failure', 'stop'));
    expect(err).toMatch(/^advtrain: Training was stopped after step \d+: It/m);
    expect(out).toMatch(/^PGD: .* Saved in /);
    expect(code).toBe(1);
    expect(existsSync(join(at('model'), 'model.safetensors'))).toBe(true);
  });

  test('that is no policy is a usage error', async () => {
    const { code, err } = await advtrain(failing('compare', 'never', '--on-failure', 'pray'));
    expect(err).toContain('--on-failure is "pray", but must be warn or stop or restart-smaller.');
    expect(code).toBe(2);
  });
});
