import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-dry-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('compare --dry-run says what would be trained and measured, and for how long about, and writes nothing', async () => {
  const file = join(folder, 'films.csv');
  const rows = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? `good film ${i},yes` : `bad film ${i},no`));
  writeFileSync(file, `text,label\n${rows.join('\n')}\n`);
  const out = join(folder, 'results');
  const what = ['--data', file, '--model', 'tiny-bert', '--batch-size', '8', '--epochs', '2', '--attack-from', '0'];
  const methods = ['--methods', 'natural,natural-matched,freelb', '--seeds', '2', '--set', 'freelb.steps=2'];
  const {
    code,
    out: said,
    err,
  } = await advtrain(['compare', '--dry-run', ...what, ...methods, '--out', out, '--quiet']);
  expect([code, err]).toEqual([0, '']);
  expect(said).toMatch(
    /^Model: bert of 2 layers.*, [\d,]+ parameters\.\nData: .*films\.csv, .*; trained on 32, measured on 8 of development\.\n\n/,
  );
  const time = String.raw`\d+ s`;
  expect(said).toMatch(new RegExp(`^natural +8 +24 +${time}$`, 'm'));
  expect(said).toMatch(new RegExp(`^natural, matched +16 +48 +${time}$`, 'm'));
  expect(said).toMatch(new RegExp(`^FreeLB +8 +48 +${time}$`, 'm'));
  expect(said).toMatch(
    /^6 runs: about .* of training and .* of measuring; what .*results holds already is not trained again\.$/m,
  );
  expect(said).toMatch(
    /^2 seeds will call nothing better or worse: comparing 2 methods with a control, the exact paired test needs 7 \(--seeds 7\)\.$/m,
  );
  expect(existsSync(out)).toBe(false);
});

test.each([['compare'], ['harden']])(
  '%s --dry-run refuses the folder that the real run would refuse',
  async (command) => {
    const file = join(folder, 'in-place.csv');
    writeFileSync(file, 'text,label\ngood,yes\nbad,no\n');
    const { code, err } = await advtrain([command, '--dry-run', '--data', file, '--model', 'tiny-bert', '--out', file]);
    expect([code, err]).toEqual([
      2,
      `advtrain: Cannot write to the folder ${file} (a file is in its place); choose another with --out.\n`,
    ]);
  },
);

test('compare --dry-run names what it would download, with sizes, and downloads nothing', async () => {
  const env = {
    ADVTRAIN_CACHE: join(folder, 'cache'),
    ADVTRAIN_DATA: join(folder, 'none'),
    HF_ENDPOINT: 'http://127.0.0.1:9',
  };
  const asked = ['compare', '--dry-run', '--data', 'glue/rte', '--model', 'roberta-base', '--out', join(folder, 'no')];
  const { code, out, err } = await advtrain(asked, { env });
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe(
    [
      'It would download first:',
      '  FacebookAI/roberta-base, 499 MB',
      '  glue/rte: train (2,490 examples) and dev (277 examples)',
      'How long it takes can be said when that is here.',
      '',
    ].join('\n'),
  );
  expect(existsSync(join(folder, 'no'))).toBe(false);
});
