import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison, ComparisonStatus } from '@advtrain/compare';
import { writeFilmSettings } from '../../film-settings.ts';

/** A folder with a small comparison of three methods and two seeds, whose runs take a moment, or as long as a test wants. */
export interface ComparedFilms {
  at(...names: readonly string[]): string;
  /** The command that compares into a folder of results. */
  comparing(out: string, ...more: readonly string[]): readonly string[];
  /** What a folder's results say, but for times, memory, machine and dates. */
  numbers(out: string): unknown;
  /** The table, but for times and memory. */
  table(out: string): string;
  remove(): void;
}

/** Makes such a folder. */
export function comparedFilms(name: string, epochs = 3): ComparedFilms {
  const folder = mkdtempSync(join(tmpdir(), `advtrain-${name}-`));
  writeFilmSettings(folder, epochs);
  const at = (...names: readonly string[]) => join(folder, ...names);
  return {
    at,
    comparing: (out, ...more) => [
      ...['compare', '--config', at('config.json'), '--methods', 'natural,natural-matched,freelb', '--seeds', '2'],
      ...['--backend', 'wasm', '--checkpoint-every', '1', '--out', at(out), ...more],
    ],
    numbers(out) {
      const { made: _made, runs, ...rest } = JSON.parse(readFileSync(at(out, 'results.json'), 'utf8')) as Comparison;
      return { ...rest, runs: runs.map(({ seconds: _s, peakBytes: _p, machine: _m, ...run }) => run) };
    },
    table: (out) => readFileSync(at(out, 'table.md'), 'utf8').replace(/(\|[^|\n]*){2}\|$/gm, '|'),
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The processes that claims in a folder name, by their runs. */
export function doers(out: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  try {
    const runs = join(out, 'runs');
    for (const name of readdirSync(runs).filter((each) => /\.claim-\d+$/.test(each))) {
      const claim = JSON.parse(readFileSync(join(runs, name), 'utf8')) as { pid: number; released?: boolean };
      if (claim.released !== true) found.set(name.replace(/-[\da-f]{8}\.claim-\d+$/, ''), claim.pid);
    }
  } catch {
    // Nothing is there yet, or a run was finished in between.
  }
  return found;
}

/** What `--status --json` has printed. */
export function statusIn(out: string): ComparisonStatus {
  return JSON.parse(out) as ComparisonStatus;
}

/** A method whose third step fails, as a module for `--plugin`. */
export function writeFailing(path: string): void {
  writeFileSync(
    path,
    `let steps = 0;
    const fails = { name: 'failing', beforeStep: () => { if (++steps === 3) throw new Error('The third step is never taken.'); } };
    const texts = { name: 'failing', title: 'Failing', package: 'failing.mjs', about: 'a failure', cost: '3 units' };
    export default { ...texts, options: {}, units: () => 3, plugins: () => [fails] };\n`,
  );
}

/** A method that learns wrong answers, as a module for `--plugin`. */
export function writeWrong(path: string): void {
  writeFileSync(
    path,
    `import * as tf from '@tensorflow/tfjs-core';
    const wrong = { name: 'wrong', loss: (loss) => (logits, labels) => loss(tf.neg(logits), labels) };
    const texts = { name: 'wrong', title: 'Wrong', package: 'wrong.mjs', about: 'wrong answers', cost: '3 units' };
    export default { ...texts, options: {}, units: () => 3, plugins: () => [wrong] };\n`,
  );
}
