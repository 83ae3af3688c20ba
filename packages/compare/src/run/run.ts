import { rm } from 'node:fs/promises';
import { begunAt } from '@advtrain/core';
import type { Model, Plugin } from '@advtrain/core';
import { crossEntropy, meanSquaredError } from '@advtrain/engine';
import type { AttackSettings, Pause } from '@advtrain/evaluate';
import type { Allowance } from '../budget/allowance.ts';
import type { Pace } from '../budget/pace.ts';
import type { RunEvent } from '../events.ts';
import { count, duration, rounded } from '../format.ts';
import type { Configured } from '../methods/configured.ts';
import { optionsText } from '../methods/texts.ts';
import { miscounted } from '../results/miscounted.ts';
import type { Attempt, EpochPoint, RunResult } from '../results/results.ts';
import { runRecord } from '../results/store.ts';
import type { TrainingSettings } from '../settings.ts';
import type { Task } from '../task/task.ts';
import { lengthsOf } from '../task/lengths.ts';
import { breather } from './interrupted.ts';
import { developmentOf, evaluation, keepBest, measure } from './measure.ts';
import { watchMemory } from './memory.ts';
import { isPlain, planOf, unitsAfter } from './plan.ts';
import type { Budget, Plan } from './plan.ts';
import { paceOf } from './trial.ts';
import { replaysOf, train } from './training.ts';
import type { Trained, TrainingOptions, Witness } from './training.ts';
import { keepAttempts, readAttempts } from './watch/attempts.ts';
import type { Attempts } from './watch/attempts.ts';
import { guardOf } from './watch/guard-of.ts';
import { hasBall, restarts, smaller } from './watch/smaller.ts';

/** What a run needs beside its method and its seed. */
export interface RunContext {
  readonly task: Task;
  readonly training: TrainingSettings;
  /** Default: nothing is attacked. */
  readonly attack?: AttackSettings;
  /** All methods of the comparison: the dearest says how long a matched control trains. Default: the method alone. */
  readonly methods?: readonly Configured[];
  /** What every method but plain natural training may spend. Default: what the epochs have. */
  readonly allowance?: Allowance;
  /** Where a trial of the method keeps how fast it is, where seconds are allowed. Default: beside the checkpoint. */
  readonly trial?: string;
  /** Told of what happens. Default: nobody is. */
  readonly on?: (event: RunEvent) => void;
  /** Path of the record of the run, as JSON lines. */
  readonly record: string;
  /** Path of where the run is put away when it is cut off, to go on from. */
  readonly checkpoint: string;
  /** How many seconds of training may be lost. */
  readonly checkpointSeconds: number;
  /** A hash of everything that determines the run. */
  readonly key: string;
  readonly signal?: AbortSignal;
  /**
   * Keeps the best evaluation's parameters in a file at `path` and ends with them. Training stops after `patience`
   * evaluations in a row without a better one; default: never. Default: the last step's parameters are the result.
   */
  readonly best?: { readonly path: string; readonly patience?: number };
  /** Sees every step. Default: none. */
  readonly witness?: Witness;
  /** Called with the trained model before it is freed, and with what it should await between batches: the run's own pause. */
  readonly trained?: (model: Model, pause: Pause) => Promise<void>;
}

/**
 * Trains one method with one seed and measures the result. A loss that is no number ends the run as `diverged`, any other
 * failure as `stopped` where `onFailure` says so; `restart-smaller` begins it anew instead, up to three times. An aborted
 * signal puts the run away and throws `Interrupted`.
 */
export async function run(method: Configured, seed: number, context: RunContext): Promise<RunResult> {
  const path = `${context.checkpoint}.attempts`;
  for (;;) {
    const attempts = readAttempts(path, context.key);
    const found = await attempted(method, seed, context, attempts);
    if (!('again' in found)) {
      await rm(path, { force: true });
      return found;
    }
    const { again } = found;
    const { entry } = method;
    const sizes = smaller({ options: method.options, learningRate: context.training.learningRate }, again.all.length);
    const text = hasBall(method.options) ? optionsText(sizes.options) : `learning rate ${rounded(sizes.learningRate)}`;
    const place = again.all.length + 1;
    runRecord(context.record, again.lines).add({ attempt: place, sizes: text });
    keepAttempts(path, context.key, { all: again.all, lines: again.lines + 1 });
    await rm(context.checkpoint, { force: true });
    const attempt = again.all.at(-1)!;
    const { name, title } = entry;
    context.on?.({ kind: 'restart', method: name, title, seed, attempt, place, sizes: text });
  }
}

/** Trains once, with sizes that are the smaller the more attempts came before; gives those and this one if it is to be given up. */
async function attempted(
  { entry, options: asked }: Configured,
  seed: number,
  context: RunContext,
  before: Attempts,
): Promise<RunResult | { readonly again: Attempts }> {
  const { task } = context;
  const lengths = await lengthsOf(task);
  const times = before.all.length;
  const { options, learningRate } = smaller({ options: asked, learningRate: context.training.learningRate }, times);
  const method = { entry, options };
  const training = { ...context.training, learningRate };
  const { methods = [method] } = context;
  const model = await task.model(seed);
  const memory = watchMemory();
  try {
    const batches = task.train.perEpoch(training.batchSize);
    const subject = { kind: task.kind, model, accumulate: training.accumulate ?? 1, lengths };
    const pause = breather(context.signal);
    const allowance = isPlain(method) ? undefined : context.allowance;
    const seconds = allowance?.kind === 'seconds' ? allowance.amount : undefined;
    const budget = { training, batches, methods, ...(allowance && { allowance }) };
    const pace =
      seconds === undefined
        ? undefined
        : await timed({ method, seed, pause, seconds }, budget, { ...context, training });
    const plan = planOf(method, { ...budget, ...(pace && { pace }) }, subject);
    const { begin, rise } = plan;
    const plugins = begunAt(begin, entry.plugins(options, { ...subject, ...(rise && { rise }) }));
    const underway = { method, seed, model, plan, plugins, pause, before };
    const limit = seconds === undefined ? {} : { seconds };
    const trained = await train({ ...trainingOptions(underway, { ...context, training }), ...limit });
    const peakBytes = memory.peak;
    memory.stop();
    const { steps, ending, state } = trained;
    if (ending && training.onFailure === 'restart-smaller' && times < restarts) {
      const spent = spentBy(before.all);
      const { units, seconds, lines } = trained;
      const { warning } = ending;
      const own = {
        options,
        learningRate,
        steps,
        units: units - spent.units,
        seconds: seconds - spent.seconds,
        warning,
      };
      return { again: { all: [...before.all, own], lines } };
    }
    const began = performance.now();
    const ended = await keepBest(model, trained, context, pause);
    if (ending?.status !== 'diverged') await context.trained?.(model, pause);
    const measured = await measure(model, trained, { ...context, lengths }, pause);
    const spent = {
      training: trained.seconds,
      evaluation: trained.evaluation + (performance.now() - began) / 1000,
      watching: state.seconds,
    };
    for (const path of [context.checkpoint, context.best?.path]) if (path) await rm(path, { force: true });
    const each = [...before.all.map((attempt) => attempt.steps), steps];
    const predicted = each.reduce((sum, taken) => sum + unitsAfter(plan, taken), 0);
    const units = { predicted, counted: trained.units };
    const wrong = miscounted({ units, steps: each.reduce((sum, taken) => sum + taken, 0) }, entry.title);
    if (wrong !== undefined) context.on?.({ kind: 'note', text: wrong });
    if (seconds !== undefined && steps < plan.steps && trained.seconds >= seconds) {
      const text =
        `${entry.title}, seed ${seed}: ${duration(seconds)} were over after ${count(steps)} of the ${count(plan.steps)} ` +
        `steps that its trial had estimated, so its learning rate did not fall to the end.`;
      context.on?.({ kind: 'note', text });
    }
    return {
      key: context.key,
      method: entry.name,
      seed,
      options,
      lengths,
      ...measured,
      steps,
      execution: trained.execution,
      epochs: (steps * (training.accumulate ?? 1)) / batches / replaysOf(plugins),
      units,
      seconds: spent,
      ...(pace && seconds !== undefined ? { timed: { seconds, steps: plan.steps, ...pace } } : {}),
      peakBytes,
      curve: trained.curve,
      epochCurve: [...trained.epochs, ...lastEpoch(trained, ended?.development ?? developmentOf(measured, task))],
      ...(ended?.best ? { best: ended.best } : {}),
      ...(state.warnings.length > 0 ? { warnings: state.warnings } : {}),
      ...(times > 0 ? { attempts: before.all, learningRate } : {}),
    };
  } finally {
    memory.stop();
    model.dispose();
  }
}

/** What attempts have cost together. */
function spentBy(attempts: readonly Attempt[]) {
  return {
    units: attempts.reduce((sum, { units }) => sum + units, 0),
    seconds: attempts.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** How fast a method is, by a trial with a model of its own. */
async function timed(
  { method, seed, pause, seconds }: Pick<Underway, 'method' | 'seed' | 'pause'> & { readonly seconds: number },
  budget: Budget,
  context: RunContext,
): Promise<Pace> {
  const { entry, options } = method;
  const { task, training } = context;
  const lengths = await lengthsOf(task);
  const subjectOf = (model: Model) => ({ kind: task.kind, model, accumulate: training.accumulate ?? 1, lengths });
  const later = entry.attacks !== false && (training.attackFrom ?? 0) > 0;
  return paceOf({
    path: context.trial ?? `${context.checkpoint}.trial.json`,
    seconds,
    later,
    model: () => task.model(seed),
    plugins: (model, begun) => begunAt(begun ? 0 : Number.MAX_SAFE_INTEGER, entry.plugins(options, subjectOf(model))),
    options: (model, plugins) => {
      const { allowance: _, ...epochs } = budget;
      const plan = planOf(method, epochs, subjectOf(model));
      const quiet = { ...context, on: () => undefined };
      const before = { all: [], lines: 0 };
      return trainingOptions({ method, seed, model, plan, plugins, pause, before }, quiet);
    },
  });
}

/** A run under way. */
interface Underway {
  readonly method: Configured;
  readonly seed: number;
  readonly model: Model;
  readonly plan: Plan;
  readonly plugins: readonly Plugin[];
  readonly pause: Pause;
  /** Attempts that were given up. */
  readonly before: Attempts;
}

function trainingOptions(underway: Underway, context: RunContext): TrainingOptions {
  const { method, seed, model, plan, plugins, pause, before } = underway;
  const { task, training, on } = context;
  const spent = { ...spentBy(before.all), lines: before.lines };
  const name = { method: method.entry.name, title: method.entry.title, seed };
  return {
    model,
    plugins,
    plan,
    seed,
    training,
    pause,
    record: context.record,
    checkpoint: context.checkpoint,
    checkpointSeconds: context.checkpointSeconds,
    key: before.all.length === 0 ? context.key : `${context.key}, attempt ${before.all.length + 1}`,
    spent,
    guard: guardOf({
      ...underway,
      task,
      training,
      replays: replaysOf(plugins),
      onWarning: (warning) => {
        on?.({ kind: 'warning', ...name, warning });
      },
    }),
    ...(context.witness ? { witness: context.witness } : {}),
    feed: (used) => task.train.feed({ batchSize: training.batchSize, seed, used }),
    loss: task.kind === 'regression' ? meanSquaredError : crossEntropy,
    evaluate: (step, best) => evaluation(model, step, best, context, pause),
    onStep: (step, loss, { units, seconds }) => {
      const secondsLeft = (seconds - spent.seconds) * (1 / shareDone(plan, step) - 1);
      on?.({ kind: 'step', ...name, step, steps: plan.steps, loss, units, secondsLeft });
    },
    onEvaluation: (point) => {
      on?.({ kind: 'evaluation', ...name, ...point });
    },
  };
}

/** The share of a training's time that its first steps take: natural steps before a method begins take less than its own. */
function shareDone(plan: Plan, step: number): number {
  return plan.begin === 0 ? step / plan.steps : unitsAfter(plan, step) / unitsAfter(plan, plan.steps);
}

function lastEpoch({ steps, units, epochs }: Trained, development: number | undefined): EpochPoint[] {
  return development === undefined ? [] : [{ epoch: epochs.length + 1, step: steps, units, development }];
}
