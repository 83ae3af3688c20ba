import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from '../../src/index.ts';

type Run = Comparison['runs'][number];

/** A copy of a folder of results with another `results.json`. */
export function withResults(from: string, to: string, change: (results: Comparison) => object): string {
  cpSync(from, to, { recursive: true });
  const path = join(to, 'results.json');
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Comparison)));
  return to;
}

/** A copy of a folder of results with other runs, in `results.json` and in `runs/` alike. */
export function withRuns(from: string, to: string, change: (run: Run) => object): string {
  withResults(from, to, (results) => ({ ...results, runs: results.runs.map(change) }));
  for (const path of filesOf(to, /-seed\d+-\w+\.json$/))
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Run)));
  return to;
}

/** Changes the records of all runs of a folder, line by line. */
export function changeRecords(folder: string, change: (lines: readonly string[]) => readonly string[]): void {
  for (const path of filesOf(folder, /\.jsonl$/))
    writeFileSync(path, `${change(readFileSync(path, 'utf8').trimEnd().split('\n')).join('\n')}\n`);
}

function filesOf(folder: string, form: RegExp): readonly string[] {
  const runs = join(folder, 'runs');
  return readdirSync(runs)
    .filter((name) => form.test(name))
    .map((name) => join(runs, name));
}
