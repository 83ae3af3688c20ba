import { join } from 'node:path';
import type { Cluster, Measured } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { settled } from './asked.ts';
import { compareRules } from './compare-rules.ts';
import type { Asked, Settled } from './asked.ts';
import { checkPlans } from './budget/check-plans.ts';
import type { CompareEvent } from './events.ts';
import { chosenAmong } from './grid/searched.ts';
import type { Configured } from './methods/configured.ts';
import { sizeNotes } from './methods/size-notes.ts';
import { optionsText, reachText, sourceText } from './methods/texts.ts';
import { madeNow } from './report/made-now.ts';
import { writeResults } from './report/write.ts';
import { claimFolder } from './results/claim.ts';
import type { Claim } from './results/claim.ts';
import { refuseAtWork } from './results/claims/at-work.ts';
import { measuredOf } from './results/radii.ts';
import type { ComparedMethod, Comparison, UsedEngine } from './results/results.ts';
import type { RunResult } from './results/runs/run-result.ts';
import { store } from './results/store.ts';
import { medianRises } from './rises/medians.ts';
import { sharedBy } from './run/identity.ts';
import { resultsSchema } from './schema/address.ts';
import { findings } from './sharing/findings.ts';
import { handsFor } from './sharing/hands.ts';
import type { WitnessOf } from './sharing/hands.ts';
import type { Part } from './sharing/part.ts';
import { idOf, placesOf } from './sharing/place.ts';
import type { Place } from './sharing/place.ts';
import { writePlanned } from './sharing/planned.ts';
import { share } from './sharing/share.ts';
import { lengthsOf } from './task/lengths.ts';
import { substitutesFor } from './task/substitutes.ts';
import { usable } from './usable.ts';
import type { TaskSettings } from './settings.ts';
import { UsageError } from './usage-error.ts';
import { keptStates, sizeText } from './verify/kept-states.ts';
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
   * Whether the trained model of each run is kept in the folder, as the task saves it: `modelFolder` says where. A finished run
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
  /** The processes that train every run together: all of them compare the same in folders of their own. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
  /** Whether they share out the optimizer's moments. Default false. */
  readonly shardsOptimizer?: boolean | undefined;
  /** What this process does of a comparison whose runs are shared out. Default: it does all runs that nobody else does, and writes the results. */
  readonly part?: Part;
}

/**
 * Runs every method with every seed, one after the other, seed by seed, in this process, and writes the results after each
 * run: results.json, table.md, report.html, and a record of each run in runs/. What is finished is not run again, and what
 * was cut off goes on. Throws a `UsageError` for what cannot be compared like that, `Interrupted` when the signal is aborted.
 *
 * @param options the task, the methods and the settings, the folder of the results, and how runs go on and are kept.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  usable<CompareOptions & TaskSettings>('compare', options, compareRules);
  const { verifiable: count = 0, on } = options;
  if (count === 0) return compareSeenBy(() => undefined, options);
  const note = (text: string) => on?.({ kind: 'note', text });
  const complain = (text: string) => on?.({ kind: 'note', text, isWrong: true });
  note(sizeText(count, settled(options)));
  return compareSeenBy(({ path }) => keptStates({ count, path, note: complain }), options);
}

/** {@link compare} whose runs are seen by whom `witnessOf` gives. */
export async function compareSeenBy(witnessOf: WitnessOf, options: CompareOptions): Promise<Comparison> {
  const what = settled(options);
  if (options.cluster && what.allowance?.kind === 'seconds')
    throw new UsageError(
      'A budget of seconds is measured by the clock of one process, so that several cannot share a run; give units, steps or x3.',
    );
  if (options.claim || options.part?.as === 'worker') return comparison(what, witnessOf, options);
  const claim = await claimFolder(options.folder);
  try {
    return await comparison(what, witnessOf, options);
  } finally {
    await claim.release();
  }
}

async function comparison(what: Settled, witnessOf: WitnessOf, options: CompareOptions): Promise<Comparison> {
  const { folder, part, race = false } = options;
  const on = part?.as === 'worker' ? undefined : options.on;
  const { task, searches, settings, methods } = what;
  const used = options.engine ?? (await engine());
  const { backend, why } = used;
  const words = settings.wordAttack && (await madeOf(settings.wordAttack, options.wordAids));
  const lengths = await lengthsOf(task);
  for (const method of methods) await substitutesFor(method, task);
  await checkPlans(what);
  const shared = sharedBy(what, backend, words);
  const note = (text: string) => on?.({ kind: 'note', text });
  const sayOnce = once((text) => options.on?.({ kind: 'note', text, isWrong: true }));
  const restart = (options.restart ?? false) && part?.as !== 'worker';
  if (restart) refuseAtWork(folder);
  const kept = store(folder, shared, { restart, note: sayOnce });
  const made = madeNow(used, options.command);
  const info = { ...task.info, lengths };
  const measured = measuredOf(info);
  const compared = methods.map((method) => comparedMethod(method, measured));
  const places = await placesOf(what, shared, lengths);
  const known = new Map<string, RunResult>();
  const whole = (counting: readonly Place[]): Comparison => {
    const ids = new Set(counting.map(({ id }) => id));
    const taken = methods.flatMap(({ entry }) =>
      settings.seeds.flatMap((seed) => {
        const id = idOf(entry.name, seed);
        return ids.has(id) ? [known.get(id)!] : [];
      }),
    );
    const found: Comparison = {
      $schema: resultsSchema,
      format: 1,
      made,
      settings,
      engine: { backend, version: used.version, why },
      task: info,
      ...chosenAmong(compared, searches, { task: info, runs: taken }),
      runs: taken,
    };
    return measure === undefined ? found : { ...found, increases: medianRises(found) };
  };
  const { measure } = settings;
  const found = findings(places, known, { whole, race, chooses: searches.length > 0 });
  on?.({ kind: 'begins', comparison: found.state() });
  for (const { entry, options } of methods) sizeNotes(entry, options, measured).forEach(note);
  if (part?.as !== 'worker') writePlanned(folder, places);
  let isBehind = false;
  const counted = () => {
    isBehind = part?.as !== 'worker';
  };
  const written = () => {
    if (!isBehind) return;
    isBehind = false;
    writeResults(kept, found.state());
    on?.({ kind: 'written', files: filesOf(folder) });
  };
  await share(
    places,
    found,
    handsFor({
      what,
      options,
      places,
      found,
      kept,
      words,
      used,
      measured,
      witnessOf,
      complain: sayOnce,
      counted,
      written,
    }),
  );
  return found.state();
}

/**
 * The files that a comparison leaves, for people to open.
 *
 * @param folder that of the results.
 */
export function filesOf(folder: string): readonly string[] {
  return ['report.html', 'table.md', 'results.json'].map((file) => join(folder, file));
}

/** Says each sentence once: a folder is looked at again and again. */
function once(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (!said.has(text)) say(text);
    said.add(text);
  };
}

function comparedMethod({ entry, options }: Configured, measured: Measured): ComparedMethod {
  return {
    name: entry.name,
    title: entry.title,
    settings: `${optionsText(options, { entry, measured })}${reachText(options, { entry, measured })}`,
    source: sourceText(entry),
    ...(entry.paper ? { paper: entry.paper } : {}),
    ...(entry.matched ? { matched: true } : {}),
  };
}
