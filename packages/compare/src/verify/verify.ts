import { randomInt } from 'node:crypto';
import type { MethodEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { settled } from '../asked.ts';
import type { CompareOptions } from '../compare.ts';
import type { Comparison, UsedEngine } from '../results/results.ts';
import type { TaskSettings } from '../settings.ts';
import type { Task } from '../task/task.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';
import type { WordAids } from '../words/made.ts';
import { auditedRuns, contradictions, readComparison, runOf, sharedIn } from './audited.ts';
import type { AuditedRun } from './audited.ts';
import { strayAttempts, straySizes } from './begun-anew.ts';
import { openDesk } from './desk.ts';
import { machineOf, sameKind } from './machine.ts';
import { picksOf } from './picks.ts';
import { recordedMethods } from './recorded-methods.ts';
import { lengthOf, replayAll } from './replays.ts';
import { strayResults } from './stray-results.ts';
import type { Verification, VerifyEvent } from './verification.ts';

/** What is audited, and how. */
export interface VerifyOptions {
  /** The folder that `compare` wrote. It is only read. */
  readonly folder: string;
  /** Its data and its model, got anew. */
  readonly task: Task;
  /** Its methods, among others. */
  readonly methods: readonly MethodEntry[];
  /** How many steps are picked, of all runs together, at least 1. Default 5. */
  readonly steps?: number | 'all';
  /** What the picks follow from: a whole number from 0. Default: drawn. */
  readonly seed?: number;
  /** The relative difference of losses that passes. Default: none on the same kind of machine, else 1e-5. */
  readonly tolerance?: number;
  /** What `engine()` of `@advtrain/engine` has chosen. Default: it chooses now. */
  readonly engine?: UsedEngine;
  /** The models that its attacks on words ask, opened. Default: there are none. */
  readonly wordAids?: WordAids;
  /**
   * Told of what happens. Default: nobody is.
   *
   * @param event what kind of thing happened, with its figures.
   */
  readonly on?: (event: VerifyEvent) => void;
  /** Ends the audit when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Audits a comparison: takes steps picked at random again, each from the last state before it that was kept (or from the start), and
 * compares losses and digests with those of the results. Says nothing of accuracies, which steps do not show. Throws a
 * `UsageError` where data or model are not those of the results.
 *
 * @param options the folder of the results, the task and the methods, how many steps are taken, and how far losses may differ.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { folder, task, steps = 5, seed = randomInt(2 ** 31), on } = options;
  checkNumbers(steps, seed, options.tolerance);
  const comparison = readComparison(folder);
  const shared = sharedIn(folder);
  if (shared.version !== version) {
    const there = shared.version ?? 'another version';
    throw new UsageError(
      `${folder} was made with ${there}, and this is ${version}, which may compute otherwise: verify it with the version that made it.`,
    );
  }
  if (shared.fingerprint !== task.fingerprint) {
    throw new UsageError(
      `The data or the model here are not those of ${folder}: it is of ${comparison.task.data} and ${comparison.task.model}, ` +
        'and the examples, how they are divided into sets, or the weights differ; give those that it was made with.',
    );
  }
  const runs = auditedRuns(folder, comparison);
  if (runs.length === 0) throw new UsageError(`${folder} has no finished run: let compare finish one.`);
  const problems = runs.flatMap((each) => [...contradictions(each), ...strayAttempts(each)]);
  const here = machineOf(options.engine ?? (await engine()));
  const machines = new Map(runs.map(({ run: { machine } }) => [JSON.stringify(machine ?? null), machine ?? null]));
  const there = [...machines.values()];
  const isSame = there.every((machine) => sameKind(machine ?? undefined, here));
  const tolerance = options.tolerance ?? (isSame ? 0 : 1e-5);
  const asked = askedOf(comparison, options);
  const desk = openDesk({ folder, runs, asked, on: (event) => on?.(event) });
  try {
    const common = { seed, tolerance, sameKind: isSame, here, there, begunAnew: runs.filter(isBegunAnew).map(runOf) };
    const settling = await desk.settle();
    if (typeof settling === 'string')
      return { ...common, steps: [], states: [], missing: [], problems: [...problems, settling], agrees: false };
    const what = settled(asked);
    problems.push(...runs.flatMap((each) => straySizes(each, what)));
    problems.push(...strayResults(comparison, settling.comparison, { isSame, hasMoved: movedOf(comparison, task) }));
    const picks = picksOf(runs.map(lengthOf), steps, seed);
    const note = (text: string) => on?.({ kind: 'note', text });
    const { contradicted, ...found } = await replayAll({ runs, picks, tolerance, isSame, desk, note });
    problems.push(...contradicted);
    if (found.steps.length === 0) problems.push('No step was taken again, so nothing is verified.');
    const agrees = problems.length === 0 && [...found.steps, ...found.states].every((each) => each.agrees);
    return { ...common, ...found, missing: settling.missing, problems, agrees };
  } finally {
    desk.dispose();
  }
}

function checkNumbers(steps: number | 'all', seed: number, tolerance = 0): void {
  const isWhole = (value: number, low: number) => Number.isInteger(value) && value >= low;
  if (steps !== 'all' && !isWhole(steps, 1))
    throw new UsageError(`steps is ${steps}, but must be a whole number, at least 1, or all.`);
  if (!isWhole(seed, 0)) throw new UsageError(`seed is ${seed}, but must be a whole number, at least 0.`);
  if (!(tolerance >= 0)) throw new UsageError(`tolerance is ${tolerance}, but must be at least 0.`);
}

function isBegunAnew({ run }: AuditedRun): boolean {
  return run.attempts !== undefined;
}

/** Whether data and model lie elsewhere than the results say. */
function movedOf({ settings }: Comparison, { settings: here = {} }: Task) {
  return { data: settings.data !== here.data, model: settings.model !== here.model };
}

/** What `compare` was asked, by what it wrote. */
function askedOf({ settings, engine: used, stopped }: Comparison, { task, methods, signal, wordAids }: VerifyOptions) {
  const { attack = 'none', ...training } = settings;
  // Files may lie elsewhere than where they lay.
  const named = Object.keys(task.settings ?? {}).map((name) => [name, settings[name as keyof TaskSettings]]);
  const asked: Omit<CompareOptions, 'folder' | 'on'> = {
    ...training,
    attack,
    race: stopped !== undefined,
    // Those that it had are among its methods.
    controls: 'matched',
    methods: recordedMethods(settings.methods, methods),
    task: { ...task, settings: Object.fromEntries(named) as TaskSettings },
    // The runs' keys are of the backend that they ran on.
    engine: used,
    ...(signal ? { signal } : {}),
    ...(wordAids ? { wordAids } : {}),
  };
  return asked;
}
