import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusOf } from '@advtrain/compare';
import { afterEach, expect, test, vi } from 'vitest';
import { printStatus } from '../../../src/commands/compare/on/printed-status.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-status-'));

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('the status of a comparison has the time that a run has left, as its process said last', () => {
  mkdirSync(join(folder, 'runs'));
  const run = { method: 'freelb', title: 'FreeLB', seed: 1, id: 'freelb-seed1', key: 'abcdef0123' };
  writeFileSync(join(folder, 'planned.json'), JSON.stringify({ advtrain: 'planned', runs: [run] }));
  const progress = { step: 1200, steps: 3000, secondsLeft: 5400 };
  const claim = { pid: 12, host: 'elsewhere', since: new Date().toISOString(), token: 'a', progress };
  writeFileSync(join(folder, 'runs', 'freelb-seed1-abcdef01.claim-1'), JSON.stringify(claim));
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const status = statusOf(folder);
  printStatus(status, false);
  expect(status.runs[0]).toMatchObject({ state: 'running', progress });
  expect(printed.mock.calls.flat().join('')).toMatch(
    /^FreeLB, seed 1 +running on elsewhere, process 12 +1,200 of 3,000 +1 h 30 min$/m,
  );
});
