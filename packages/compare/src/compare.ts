import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { settled } from './asked.ts';
import type { Asked, Settled } from './asked.ts';
import type { CompareEvent, RunPlace } from './events.ts';
import type { Configured } from './methods/configured.ts';
import { optionsText, sourceText } from './methods/texts.ts';
import { writeResults } from './report/write.ts';
import type { ComparedMethod, Comparison, RunResult, UsedEngine } from './results/results.ts';
import { hash, store } from './results/store.ts';
import type { Json } from './results/store.ts';

import { run } from './run/run.ts';
import type { Witness } from './run/training.ts';
import { keptStates, sizeText } from './verify/kept-states.ts';
import { machineOf } from './verify/machine.ts';
import { UsageError } from './usage-error.ts';

/** What a comparison is of, and where it writes. */
export interface CompareOptions extends Asked {
  /** The folder of results. What it holds of the same settings is not run again. */
  readonly folder: string;
  /** Told of everything as it happens. Default: nobody is. */
  readonly on?: (event: CompareEvent) => void;
  /** Stops at the next step when it is aborted, and puts away what there is. */
  readonly signal?: AbortSignal;
  /** Forget what the folder holds. Default false. */
  readonly restart?: boolean;
  /** How many seconds of training may be lost to a crash. Default 120. */
  readonly checkpointSeconds?: number;
  /** How many whole states of each run are kept in the folder, for `verify` to begin from. Default 0. */
  readonly verifiable?: number;
  /** What `engine()` of `@advtrain/engine` has chosen. Default: it chooses now. */
  readonly engine?: UsedEngine;
}

/**
 * Runs every method with every seed, one after the other, seed by seed, in this process, and writes the results after each
 * run: results.json, table.md, report.html, and a record of each run in runs/. What is finished is not run again, and what
 * was cut off goes on. Throws a `UsageError` for what cannot be compared like that, `Interrupted` when the signal is aborted.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { verifiable: count = 0, on } = options;
  if (!Number.isInteger(count) || count < 0)
    throw new UsageError(`verifiable is ${count}, but must be a whole number, at least 0.`);
  if (count === 0) return compareSeenBy(() => undefined, options);
  const note = (text: string) => on?.({ kind: 'note', text });
  note(sizeText(count, options));
  return compareSeenBy(({ key, path }) => keptStates({ count, key, path, note }), options);
}

/** A run of a comparison that may be looked at. */
export interface Seen {
  readonly method: string;
  readonly seed: number;
  readonly key: string;
  /** Where the state after so many steps is kept. */
  readonly path: (step: number) => string;
}

/** {@link compare} whose runs are seen by whom `witnessOf` gives; one that is not finished is passed over where it says so. */
export async function compareSeenBy(
  witnessOf: (run: Seen) => Witness | 'pass over' | undefined,
  options: CompareOptions,
): Promise<Comparison> {
  const { task, folder, on, signal, checkpointSeconds = 120 } = options;
  const what = settled(options);
  const used = options.engine ?? (await engine());
  const { backend, version, why } = used;
  const { settings, training, methods } = what;
  const compared = methods.map(comparedMethod);
  const shared = sharedBy(what, backend, task.fingerprint);
  const kept = store(folder, shared, options.restart);
  const runs = new Map<string, RunResult>();
  const state = (): Comparison => ({
    format: 1,
    settings,
    engine: { backend, version, why },
    task: task.info,
    methods: compared,
    runs: methods.flatMap(({ entry }) => settings.seeds.flatMap((seed) => runs.get(idOf(entry.name, seed)) ?? [])),
  });
  on?.({ kind: 'begins', comparison: state() });
  const all = settings.seeds.flatMap((seed) => methods.map((method) => ({ method, seed })));
  const paces: number[] = [];
  for (const [index, { method, seed }] of all.entries()) {
    const { entry } = method;
    const id = idOf(entry.name, seed);
    const key = hash({ shared, method: entry.name, seed, plan: determining(method, methods), ...versions(method) });
    const place: RunPlace = { method: entry.name, title: entry.title, seed, place: index + 1, of: all.length };
    let result = kept.finished(id, key);
    const path = (step: number) => kept.file(id, key, `-step${step}.safetensors`);
    const witness = result ? undefined : witnessOf({ method: entry.name, seed, key, path });
    if (witness === 'pass over') continue;
    if (result) on?.({ kind: 'kept', ...place, file: kept.file(id, key, '.json') });
    else {
      on?.({ kind: 'run', ...place, options: optionsText(method.options), ...forecast(paces, all.length - index) });
      const measured = await run(method, seed, {
        task,
        training,
        ...(settings.attack ? { attack: settings.attack } : {}),
        methods,
        key,
        checkpointSeconds,
        record: kept.file(id, key, '.jsonl'),
        checkpoint: kept.file(id, key, '.safetensors'),
        ...(on ? { on } : {}),
        ...(signal ? { signal } : {}),
        ...(witness ? { witness } : {}),
      });
      result = { ...measured, machine: machineOf(used) };
      kept.keep(id, result);
      paces.push(result.seconds.training + result.seconds.evaluation);
      on?.({ kind: 'finished', ...place, result });
    }
    runs.set(id, result);
    writeResults(kept, state());
    on?.({ kind: 'written', files: filesOf(folder) });
  }
  return state();
}

/** The files that a comparison leaves, for people to open. */
export function filesOf(folder: string): readonly string[] {
  return ['report.html', 'table.md', 'results.json'].map((file) => join(folder, file));
}

/** What files of a run are named by. */
export function idOf(method: string, seed: number): string {
  return `${method}-seed${seed}`;
}

/** What to expect of the runs that are left, from those that this process has finished. */
function forecast(paces: readonly number[], left: number): { readonly secondsLeft?: number } {
  if (paces.length === 0) return {};
  const mean = paces.reduce((sum, seconds) => sum + seconds, 0) / paces.length;
  return { secondsLeft: mean * left };
}

/** What all runs of a folder have in common, and so may be compared. */
function sharedBy({ settings }: Settled, backend: string, fingerprint: string): Json {
  const { preset: _preset, methods: _methods, seeds: _seeds, options: _options, ...shared } = settings;
  return { ...(shared as unknown as Record<string, Json>), backend, fingerprint };
}

/** What determines a method's run beyond that: its options, and for a matched control those of all methods. */
function determining({ entry, options }: Configured, methods: readonly Configured[]): Json {
  if (!entry.matched) return options;
  return Object.fromEntries(methods.map((each) => [each.entry.name, each.options]));
}

/** The version of a method that has one. */
function versions({ entry: { version } }: Configured): { readonly version?: string } {
  return version === undefined ? {} : { version };
}

function comparedMethod({ entry, options }: Configured): ComparedMethod {
  return {
    name: entry.name,
    title: entry.title,
    settings: optionsText(options),
    source: sourceText(entry),
    ...(entry.matched ? { matched: true } : {}),
  };
}
