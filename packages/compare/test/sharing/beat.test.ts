import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { beatAt } from '../../src/results/claims/beat.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-beat-'));
const path = join(folder, 'claim-1');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a claim shows that its process lives while JavaScript is busy, and says what it said', () => {
  const text = '{"pid":1}\n';
  writeFileSync(path, text);
  const long = Date.now() / 1000 - 1000;
  utimesSync(path, long, long);
  const end = beatAt(path, 20);
  const age = () => Date.now() - statSync(path).mtimeMs;
  // No await: nothing else of this thread runs.
  const until = performance.now() + 10_000;
  while (age() > 5000 && performance.now() < until);
  expect(age()).toBeLessThan(5000);
  expect(readFileSync(path, 'utf8')).toBe(text);
  end();
});
