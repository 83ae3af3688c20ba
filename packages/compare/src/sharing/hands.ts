import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, Measured } from '@advtrain/core';
import type { Settled } from '../asked.ts';
import type { CompareEvent, RunName } from '../events.ts';
import { optionsText } from '../methods/texts.ts';
import type { UsedEngine } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import type { Store } from '../results/store.ts';
import { referenceName } from '../rises/measure.ts';
import { Interrupted } from '../run/interrupted.ts';
import { modelFolder, withModel } from '../run/kept/kept-model.ts';
import type { RunContext } from '../run/run-context.ts';
import type { Witness } from '../run/training.ts';
import { machineOf } from '../verify/machine.ts';
import { doRun } from './do-run.ts';
import type { Doing } from './do-run.ts';
import type { Findings } from './findings.ts';
import { forecast } from './forecast.ts';
import { hosted } from './hosted.ts';
import type { Part } from './part.ts';
import type { Place } from './place.ts';
import { raced } from './raced.ts';
import type { Hands } from './share.ts';

/** Milliseconds between two looks at runs that others do. */
const between = 1000;

/** A run of a comparison that may be looked at. */
export interface Seen extends RunName {
  /** Where the state after so many steps is kept. */
  readonly path: (step: number) => string;
}

/** Who sees a run; one that is not finished is passed over where it says so. */
export type WitnessOf = (run: Seen) => Witness | 'pass over' | undefined;

/** What runs are done with. */
export interface Bench {
  readonly what: Settled;
  readonly options: {
    readonly folder: string;
    readonly part?: Part;
    readonly signal?: AbortSignal;
    readonly cluster?: Cluster | undefined;
    readonly shardsOptimizer?: boolean | undefined;
    readonly keepModels?: boolean;
    readonly race?: boolean;
    readonly checkpointSeconds?: number;
    readonly on?: (event: CompareEvent) => void;
  };
  readonly places: readonly Place[];
  readonly found: Findings;
  readonly kept: Store;
  readonly words: RunContext['words'];
  readonly used: UsedEngine;
  readonly measured: Measured;
  readonly witnessOf: WitnessOf;
  readonly complain: (text: string) => void;
  readonly counted: () => void;
  /**
   * Writes what people open, unless it tells of all runs that count. Called before there is something to wait for: of dozens of runs that were
   * finished before it would take longer than they do if each were told of on its own.
   */
  readonly written: () => void;
}

/** How a process has the runs of its comparison done, as its part in it is. */
export function handsFor(bench: Bench): Hands {
  const { part, on, signal } = bench.options;
  const { counted, written } = bench;
  const finished = finder(bench);
  // A host tells of what workers finish as they say so.
  let isTold = part?.as === 'worker';
  const keptBefore = (place: Place) => {
    const result = finished(place);
    if (result && !isTold) on?.({ kind: 'kept', ...place.run, file: bench.kept.file(place.id, place.key, '.json') });
    return result;
  };
  const wait = async () => {
    written();
    await sleep(between, undefined, signal ? { signal } : {}).catch(() => undefined);
    if (signal?.aborted) throw new Interrupted('The comparison was interrupted.');
  };
  const stop = () => {
    written();
    return Promise.resolve();
  };
  if (part?.as === 'teller')
    return { take: (place) => Promise.resolve(keptBefore(place)), counted, wait, stop, isDone: () => true };
  if (part?.as === 'host') {
    const { next, stop: stopWorkers, isTold: hasTold } = hosted({ part, signal, on });
    const waitForWorkers = (left: readonly Place[]) => {
      isTold = true;
      written();
      return next(left);
    };
    const stopAll = () => stopWorkers().finally(written);
    const take = (place: Place) => Promise.resolve(hasTold(place) ? keptBefore(place) : undefined);
    return { take, counted, wait: waitForWorkers, stop: stopAll, isDone: () => false };
  }
  const only = part?.only;
  const take = doer(bench, { finished, keptBefore });
  const isOwn = (place: Place) => only === undefined || place.id === only || isReferenceOf(bench, place, only);
  return {
    take: async (place) => (isOwn(place) ? take(place) : finished(place)),
    counted,
    wait,
    stop,
    isDone: (left) => only !== undefined && !left.some(({ id }) => id === only),
  };
}

/** Whether a run is what the balls of that one follow from. */
function isReferenceOf({ what, places }: Bench, { run }: Place, only: string): boolean {
  if (what.settings.measure === undefined || run.method !== referenceName) return false;
  return places.find(({ id }) => id === only)?.run.seed === run.seed;
}

/** Where models of runs are kept. */
function savedIn({ options: { folder, keepModels = false } }: Bench, { run, key }: Place): string | undefined {
  return keepModels ? modelFolder(folder, { method: run.method, seed: run.seed, key }) : undefined;
}

function finder(bench: Bench): (place: Place) => RunResult | undefined {
  const { places, kept, complain } = bench;
  const { cluster } = bench.options;
  const look = (place: Place) => {
    const result = kept.finished(place.id, place.key);
    const saved = savedIn(bench, place);
    return saved === undefined ? result : withModel(result, saved, complain);
  };
  if (!cluster) return look;
  // Rank 0 alone keeps models, and says for all what is to be done: who took for finished what others do would wait without an end.
  const isToDo = cluster.agreed(places.map((place) => cluster.rank === 0 && look(place) === undefined));
  const toDo = new Set(places.filter((_, i) => isToDo[i]));
  return (place) => {
    if (toDo.has(place)) return undefined;
    const result = look(place);
    if (result) return result;
    throw new Error(
      `Rank 0 has the finished run ${place.id}, but rank ${cluster.rank} does not: give all processes the same folder, and start them again.`,
    );
  };
}

interface Looks {
  readonly finished: (place: Place) => RunResult | undefined;
  readonly keptBefore: (place: Place) => RunResult | undefined;
}

/** Does runs in this process. */
function doer(bench: Bench, { finished, keptBefore }: Looks): Hands['take'] {
  const { what, options, places, found, kept, words, used, measured, witnessOf } = bench;
  const { task, training, settings, methods, allowance } = what;
  const { on, signal, checkpointSeconds = 120, race = false, part } = options;
  const common = {
    task,
    training,
    ...(settings.attack ? { attack: settings.attack } : {}),
    ...(words ? { words } : {}),
    methods,
    ...(allowance ? { allowance } : {}),
    checkpointSeconds,
    ...(on ? { on } : {}),
    ...(signal ? { signal } : {}),
    cluster: options.cluster,
    shardsOptimizer: options.shardsOptimizer,
  };
  const paces: number[] = [];
  return async (place) => {
    const result = keptBefore(place);
    if (result) return result;
    const { run, id, key, configured } = place;
    const path = (step: number) => kept.file(id, key, `-step${step}.safetensors`);
    const witness = witnessOf({ method: run.method, seed: run.seed, title: run.title, path });
    if (witness === 'pass over') return 'out';
    const reference = places.find((each) => each.id !== id && isReferenceOf(bench, each, id));
    const balls = reference ? { radii: found.result(reference)?.increase?.radii } : 'own';
    if (reference && found.standing(reference) !== 'out' && !found.result(reference)) return undefined;
    const doing: Doing = {
      kept,
      common,
      own: settings.measure === undefined ? {} : { balls },
      witness,
      saved: savedIn(bench, place),
      finished: () => finished(place),
      begins: () => {
        bench.written();
        on?.({
          kind: 'run',
          ...run,
          options: optionsText(configured.options, { entry: configured.entry, measured }),
          ...forecast(paces, run.of - run.place + 1),
        });
      },
      completed: (ran) => ({ ...ran, machine: machineOf(used) }),
      ended: (ran) => {
        paces.push(ran.seconds.training + ran.seconds.evaluation);
        on?.({ kind: 'finished', ...run, result: ran });
      },
    };
    // Without others nothing is finished meanwhile.
    if (!race || part?.as !== 'worker') return doRun(place, doing);
    return doRaced(place, doing, bench, finished);
  };
}

/** Does a run beside those of others, unless what they finish stops its method in the race: then it is `out`. */
async function doRaced(
  place: Place,
  doing: Doing,
  bench: Bench,
  finished: Looks['finished'],
): ReturnType<Hands['take']> {
  const { found, places, options } = bench;
  const { stopped, end } = raced(place, places, found, finished);
  const { signal = stopped } = options;
  try {
    return await doRun(place, { ...doing, common: { ...doing.common, signal: AbortSignal.any([signal, stopped]) } });
  } catch (error) {
    if (!(error instanceof Interrupted) || !stopped.aborted || options.signal?.aborted === true) throw error;
    options.on?.({
      kind: 'note',
      text: `${place.run.title}, seed ${place.run.seed}, is stopped: it can no longer win.`,
    });
    return 'out';
  } finally {
    end();
  }
}
