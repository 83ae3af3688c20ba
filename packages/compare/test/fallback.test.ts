import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fallback } from '../src/fallback.ts';
import { resolve } from '../src/index.ts';
import type { Comparison } from '../src/index.ts';

const home = mkdtempSync(join(tmpdir(), 'advtrain-fallback-'));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('where there is neither pip nor native TensorFlow', () => {
  it('compares on WebAssembly with what npm alone provides, and says so', { timeout: 240_000 }, () => {
    const sizes = ['--train-size', '40', '--methods', 'natural,freelb', '--out', join(home, 'out')];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--conditions=@advtrain/source', main, 'compare', ...sizes],
      { cwd: fileURLToPath(new URL('..', import.meta.url)), env: { HOME: home, PATH: home }, encoding: 'utf8' },
    );
    expect(stderr).toMatch(/^Running on WebAssembly .*because native TensorFlow is not installed/m);
    expect(stderr).toMatch(/^Fell back to telling spam from other mail .*: pip was not found/m);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^method +mails +attacked/m);
    expect(stdout.replaceAll('\n', ' ')).toContain('Fell back to telling spam from other mail');
    const { runs } = JSON.parse(readFileSync(join(home, 'out', 'results.json'), 'utf8')) as Comparison;
    expect(runs.map(({ status: ended }) => ended)).toEqual(['finished', 'finished']);
  });
});

describe('the settings that it falls back to', () => {
  it('suit a new model', () => {
    const { data, model, batchSize, learningRate, options, attack } = fallback(resolve());
    expect({ data, model, batchSize, learningRate }).toEqual({
      ...{ data: 'spam', model: 'scratch', batchSize: 8, learningRate: 1e-3 },
    });
    expect(options.freelb).toEqual({ steps: 3, stepSize: 0.01, start: 0.01, radius: 0.03 });
    expect(options.natural).toEqual({});
    // A ball of its own, which has no measure in that of the preset.
    expect(options.smart).toEqual(resolve().options.smart);
    expect(attack.radii).toContain(attack.headline);
  });

  it('leave alone what the user has changed', () => {
    const own = resolve({ batchSize: 32, options: { pgd: { radius: 0.7 } }, attack: { radii: [0.3], headline: 0.3 } });
    const { batchSize, options, attack } = fallback(own);
    expect(batchSize).toBe(32);
    expect(options.pgd).toMatchObject({ radius: 0.7, stepSize: 0.01 });
    expect(attack).toEqual(own.attack);
  });
});
