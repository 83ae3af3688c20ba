import { join } from 'node:path';
import type { Measured, Model } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { settled } from './asked.ts';
import type { Asked, Settled } from './asked.ts';
import { checkPlans } from './budget/check-plans.ts';
import { stoppedMethods } from './conclusions/races.ts';
import type { CompareEvent, RunPlace } from './events.ts';
import { chosenAmong } from './grid/searched.ts';
import type { Configured } from './methods/configured.ts';
import { sizeNotes } from './methods/size-notes.ts';
import { optionsText, sourceText } from './methods/texts.ts';
import { writeResults } from './report/write.ts';
import type { ComparedMethod, Comparison, UsedEngine } from './results/results.ts';
import type { RunResult } from './results/runs/run-result.ts';
import { madeNow } from './report/made-now.ts';
import { measuredOf } from './results/radii.ts';
import { claimFolder } from './results/claim.ts';
import type { Claim } from './results/claim.ts';
import { modelFolder, withModel } from './run/kept/kept-model.ts';
import { resultsSchema } from './schema/address.ts';
import { store } from './results/store.ts';
import { referenceFirst, referenceName } from './rises/measure.ts';
import { medianRises } from './rises/medians.ts';
import type { Balls } from './rises/rises-of.ts';
import { identityOf, sharedBy } from './run/identity.ts';
import { run } from './run/run.ts';
import type { Witness } from './run/training.ts';
import { lengthsOf } from './task/lengths.ts';
import { substitutesFor } from './task/substitutes.ts';
import { keptStates, sizeText } from './verify/kept-states.ts';
import { machineOf } from './verify/machine.ts';
import { UsageError } from './usage-error.ts';
import { madeOf } from './words/made.ts';
import type { WordAids } from './words/made.ts';

/** What a comparison is of, and where it writes. */
export interface CompareOptions extends Asked {
  /** The folder of results. What it holds of the same settings is not run again. */
  readonly folder: string;
  /** The claim on the folder, where the caller has it already. Default: it is claimed for as long as the comparison runs. */
  readonly claim?: Claim;
  /**
   * Told of everything as it happens. Default: nobody is.
   *
   * @param event what kind of thing happened, with its figures.
   */
  readonly on?: (event: CompareEvent) => void;
  /** Stops at the next step when it is aborted, and puts away what there is. */
  readonly signal?: AbortSignal;
  /**
   * Stops a method that can no longer win against the control in any measure, and says how many units that saved. What is then said of the
   * others holds as before. Default false.
   */
  readonly race?: boolean;
  /** Forget what the folder holds. Default false. */
  readonly restart?: boolean;
  /** How many seconds of training may be lost to a crash. Default 120. */
  readonly checkpointSeconds?: number;
  /**
   * Whether the trained model of each run is kept in the folder, as the task saves it: {@link modelFolder} says where. A finished run
   * whose model is not there is run again. Default false.
   */
  readonly keepModels?: boolean;
  /** How many whole states of each run are kept in the folder, for `verify` to begin from. Default 0. */
  readonly verifiable?: number;
  /** What `engine()` of `@advtrain/engine` has chosen. Default: it chooses now. */
  readonly engine?: UsedEngine;
  /** The models that `wordAttack` names, opened. Default: it names none. */
  readonly wordAids?: WordAids;
  /** The command line, which results state. Default: none is stated. */
  readonly command?: string;
}

/**
 * Runs every method with every seed, one after the other, seed by seed, in this process, and writes the results after each
 * run: results.json, table.md, report.html, and a record of each run in runs/. What is finished is not run again, and what
 * was cut off goes on. Throws a `UsageError` for what cannot be compared like that, `Interrupted` when the signal is aborted.
 *
 * @param options the task, the methods and the settings, the folder of the results, and how runs go on and are kept.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { verifiable: count = 0, on } = options;
  if (!Number.isInteger(count) || count < 0)
    throw new UsageError(`verifiable is ${count}, but must be a whole number, at least 0.`);
  if (count === 0) return compareSeenBy(() => undefined, options);
  const note = (text: string) => on?.({ kind: 'note', text });
  const complain = (text: string) => on?.({ kind: 'note', text, isWrong: true });
  note(sizeText(count, options));
  return compareSeenBy(({ key, path }) => keptStates({ count, key, path, note: complain }), options);
}

/** A run of a comparison that may be looked at. */
export interface Seen {
  readonly method: string;
  readonly seed: number;
  readonly key: string;
  /** Where the state after so many steps is kept. */
  readonly path: (step: number) => string;
}

/** Who sees a run; one that is not finished is passed over where it says so. */
type WitnessOf = (run: Seen) => Witness | 'pass over' | undefined;

/** {@link compare} whose runs are seen by whom `witnessOf` gives. */
export async function compareSeenBy(witnessOf: WitnessOf, options: CompareOptions): Promise<Comparison> {
  const what = settled(options);
  if (options.claim) return comparison(what, witnessOf, options);
  const claim = await claimFolder(options.folder);
  try {
    return await comparison(what, witnessOf, options);
  } finally {
    await claim.release();
  }
}

async function comparison(what: Settled, witnessOf: WitnessOf, options: CompareOptions): Promise<Comparison> {
  const { folder, on, signal, checkpointSeconds = 120 } = options;
  const { task, searches, allowance } = what;
  const used = options.engine ?? (await engine());
  const { backend, why } = used;
  const { settings, training, methods } = what;
  const { wordAttack, measure } = settings;
  const words = wordAttack && (await madeOf(wordAttack, options.wordAids));
  const lengths = await lengthsOf(task);
  for (const method of methods) await substitutesFor(method, task);
  await checkPlans(what);
  const shared = sharedBy(what, backend, words);
  const note = (text: string) => on?.({ kind: 'note', text });
  const complain = (text: string) => on?.({ kind: 'note', text, isWrong: true });
  const kept = store(folder, shared, { restart: options.restart ?? false, note: complain });
  const made = madeNow(used, options.command);
  const info = { ...task.info, lengths };
  const measured = measuredOf(info);
  const compared = methods.map((method) => comparedMethod(method, measured));
  const runs = new Map<string, RunResult>();
  const whole = (): Comparison => {
    const taken = methods.flatMap(({ entry }) =>
      settings.seeds.flatMap((seed) => runs.get(idOf(entry.name, seed)) ?? []),
    );
    const found: Comparison = {
      $schema: resultsSchema,
      format: 1,
      made,
      settings,
      engine: { backend, version: used.version, why },
      task: info,
      ...chosenAmong(compared, searches, taken),
      runs: taken,
    };
    return measure === undefined ? found : { ...found, increases: medianRises(found) };
  };
  const state = (): Comparison => {
    const comparison = whole();
    return options.race ? { ...comparison, stopped: stoppedMethods(comparison) } : comparison;
  };
  on?.({ kind: 'begins', comparison: state() });
  const inOrder = referenceFirst(methods, measure);
  const all = settings.seeds.flatMap((seed) => inOrder.map((method) => ({ method, seed })));
  const ballsFor = (name: string, seed: number): Balls =>
    name === referenceName ? 'own' : { radii: runs.get(idOf(referenceName, seed))?.increase?.radii };
  for (const { entry, options } of methods) sizeNotes(entry, options, measured).forEach(note);
  const paces: number[] = [];
  for (const [index, { method, seed }] of all.entries()) {
    const { entry } = method;
    if (state().stopped?.some((each) => each.method === entry.name)) continue;
    const id = idOf(entry.name, seed);
    const { key, trial, determined } = await identityOf(method, seed, { what, shared, lengths });
    const place: RunPlace = { method: entry.name, title: entry.title, seed, place: index + 1, of: all.length };
    const saved = options.keepModels ? modelFolder(folder, { method: entry.name, seed, key }) : undefined;
    let result = kept.finished(id, key);
    if (saved !== undefined) result = withModel(result, saved, complain);
    const path = (step: number) => kept.file(id, key, `-step${step}.safetensors`);
    const witness = result ? undefined : witnessOf({ method: entry.name, seed, key, path });
    if (witness === 'pass over') continue;
    if (result) on?.({ kind: 'kept', ...place, file: kept.file(id, key, '.json') });
    else {
      kept.begin({ name: id, key, determined });
      on?.({
        kind: 'run',
        ...place,
        options: optionsText(method.options, { entry, measured }),
        ...forecast(paces, all.length - index),
      });
      const ran = await run(method, seed, {
        task,
        training,
        ...(settings.attack ? { attack: settings.attack } : {}),
        ...(words ? { words } : {}),
        ...(measure === undefined ? {} : { balls: ballsFor(entry.name, seed) }),
        methods,
        ...(allowance ? { allowance } : {}),
        trial: kept.file(`${entry.name}-trial`, trial, '.json'),
        key,
        checkpointSeconds,
        record: kept.file(id, key, '.jsonl'),
        checkpoint: kept.file(id, key, '.safetensors'),
        ...(on ? { on } : {}),
        ...(signal ? { signal } : {}),
        ...(witness ? { witness } : {}),
        ...(saved === undefined ? {} : { trained: (model: Model) => task.save(saved, model.params) }),
      });
      result = { ...ran, machine: machineOf(used) };
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

/**
 * The files that a comparison leaves, for people to open.
 *
 * @param folder that of the results.
 */
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

function comparedMethod({ entry, options }: Configured, measured: Measured): ComparedMethod {
  return {
    name: entry.name,
    title: entry.title,
    settings: optionsText(options, { entry, measured }),
    source: sourceText(entry),
    ...(entry.paper ? { paper: entry.paper } : {}),
    ...(entry.matched ? { matched: true } : {}),
  };
}
