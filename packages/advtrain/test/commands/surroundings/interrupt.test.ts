import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Comparison } from '@advtrain/compare';
import { afterAll, beforeAll, expect, test } from 'vitest';

const start = fileURLToPath(new URL('../../../../../scripts/start.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'advtrain-interrupt-'));
const out = join(folder, 'out');

/**
 * Runs what `npm start` runs, in a process group of its own as a terminal does. When stderr has `at`, the whole group gets
 * the signal that Ctrl-C sends.
 */
function started(at?: string): Promise<{ code: number | null; err: string }> {
  const settings = ['--config', join(folder, 'config.json'), '--backend', 'wasm', '--out', out];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NX_|VITEST|npm_)/.test(name)));
  const child = spawn(process.execPath, [start, ...settings], { detached: true, env: { ...env, ADVTRAIN_BUILT: '1' } });
  return new Promise((resolve) => {
    let err = '';
    let sent = false;
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      if (sent || at === undefined || !err.includes(at)) return;
      sent = true;
      process.kill(-child.pid!, 'SIGINT');
    });
    child.on('close', (code) => {
      resolve({ code, err });
    });
  });
}

beforeAll(() => {
  const rows = Array.from({ length: 40 }, (_, i) => `film ${i} was ${i % 2 ? 'good' : 'bad'},${i % 2 ? 'yes' : 'no'}`);
  writeFileSync(join(folder, 'films.csv'), `text,label\n${rows.join('\n')}\n`);
  const config = {
    data: join(folder, 'films.csv'),
    model: 'scratch',
    methods: ['natural', 'freelb'],
    batchSize: 8,
    epochs: 3,
    maxLength: 16,
    attack: { steps: 1, radii: [0.1], examples: 4 },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(process.platform === 'win32')(
  'Ctrl-C in npm start ends with 130 and keeps what is finished; the same command goes on from there',
  async () => {
    const first = await started('[2/2]');
    expect(first.err).toContain(`Interrupted; the same command again goes on from what is kept in ${out}.`);
    expect(first.err).not.toMatch(/\n\s+at /);
    expect(first.code).toBe(130);
    expect(readdirSync(join(out, 'runs')).filter((name) => name.endsWith('.json'))).toHaveLength(1);
    const second = await started();
    expect(second.err).toContain('[1/2] natural, seed 1: finished before');
    expect(second.code).toBe(0);
    const { runs } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Comparison;
    expect(runs.map(({ method }) => method)).toEqual(['natural', 'freelb']);
  },
);
