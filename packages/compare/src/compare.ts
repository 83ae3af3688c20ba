import { join } from 'node:path';
import { conclusions } from './conclusions/conclusions.ts';
import { count, duration } from './format.ts';
import type { MethodName } from './methods/method-rules.ts';
import { methods, optionsText } from './methods/methods.ts';
import { page, reading } from './report/page.ts';
import { markdown, table } from './report/table.ts';
import type { Comparison, RunResult } from './results/results.ts';
import { hash, store } from './results/store.ts';
import type { Json, Store } from './results/store.ts';
import type { Live } from './run/live.ts';
import { run } from './run/run.ts';
import type { Settings } from './settings.ts';
import type { Task } from './task.ts';

/** Where a comparison runs and writes. */
export interface CompareOptions {
  readonly task: Task;
  readonly settings: Settings;
  /** The backend that runs it. */
  readonly engine: Comparison['engine'];
  /** The folder of results. */
  readonly folder: string;
  readonly live: Live;
  /** Forget what the folder holds. */
  readonly restart?: boolean;
  /** How many seconds of training may be lost. Default 120. */
  readonly checkpointSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs every method with every seed, one after the other, seed by seed, and writes the results after each run: what is
 * finished is not run again. Throws `Interrupted` when the signal is aborted.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { task, settings, engine, live, signal, checkpointSeconds = 120 } = options;
  const kept = store(options.folder, sharedBy(options), options.restart);
  const runs = new Map<string, RunResult>();
  const all = settings.seeds.flatMap((seed) => settings.methods.map((method) => ({ method, seed })));
  const state = (): Comparison => ({ format: 1, settings, engine, task: task.info, ...inOrder(settings, runs) });
  const paces: Pace[] = [];
  for (const [index, { method, seed }] of all.entries()) {
    const name = `${method}-seed${seed}`;
    const key = hash({ shared: sharedBy(options), method, seed, plan: determining(method, settings) });
    const done = kept.finished(name, key);
    const place = `[${index + 1}/${all.length}] ${methods[method].title}, seed ${seed}`;
    if (done) live.note(`${place}: finished before, taken from ${kept.file(name, key, '.json')}`);
    else live.note(`${place}: ${optionsText(settings.options[method])}${forecast(paces, all.length - index)}`);
    const files = { record: kept.file(name, key, '.jsonl'), checkpoint: kept.file(name, key, '.safetensors') };
    const context = { task, settings, live, key, checkpointSeconds, ...files, ...(signal ? { signal } : {}) };
    const result = done ?? (await run(method, seed, context));
    if (!done) {
      kept.keep(name, result);
      live.note(`  ${outcome(result)}`);
      paces.push(result.seconds.training + result.seconds.evaluation);
    }
    runs.set(name, result);
    write(kept, state());
  }
  return state();
}

type Pace = number;

/** What to expect of the runs that are left, from those that this process has finished. */
function forecast(paces: readonly Pace[], left: number): string {
  if (paces.length === 0) return '';
  const mean = paces.reduce((sum, s) => sum + s, 0) / paces.length;
  return `; about ${duration(mean * left)} to go`;
}

function outcome(result: RunResult): string {
  if (result.status === 'diverged') return `diverged: ${result.failure ?? ''}`;
  const development = ((result.accuracy['development'] ?? 0) * 100).toFixed(1);
  return `${development} % on development after ${count(result.units.counted)} units in ${duration(result.seconds.training)}`;
}

/** What all runs of a folder have in common, and so may be compared. */
function sharedBy({ task, settings, engine }: CompareOptions): Json {
  const { preset: _preset, methods: _methods, seeds: _seeds, options: _options, ...shared } = settings;
  return { ...(shared as unknown as Record<string, Json>), backend: engine.backend, fingerprint: task.fingerprint };
}

/** What determines a method's run beyond that: its options, and for matched training those of the dearest method. */
function determining(method: MethodName, settings: Settings): Json {
  if (method !== 'natural-matched') return settings.options[method];
  return Object.fromEntries(settings.methods.map((name) => [name, settings.options[name]]));
}

function inOrder(settings: Settings, runs: ReadonlyMap<string, RunResult>): Pick<Comparison, 'methods' | 'runs'> {
  return {
    methods: settings.methods.map((name) => ({
      name,
      title: methods[name].title,
      settings: optionsText(settings.options[name]),
      source: methods[name].source,
    })),
    runs: settings.methods.flatMap((method) =>
      settings.seeds.flatMap((seed) => runs.get(`${method}-seed${seed}`) ?? []),
    ),
  };
}

function write(kept: Store, comparison: Comparison): void {
  kept.write('results.json', `${JSON.stringify(comparison, null, 2)}\n`);
  kept.write('report.html', page(comparison));
  kept.write(
    'table.md',
    `${markdown(table(comparison))}\n${reading}\n\n${conclusions(comparison)
      .map((sentence) => `- ${sentence}\n`)
      .join('')}`,
  );
}

/** The files that a comparison leaves, for people to open. */
export function filesOf(folder: string): readonly string[] {
  return ['report.html', 'table.md', 'results.json'].map((file) => join(folder, file));
}
