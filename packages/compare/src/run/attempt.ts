import { begunAt, replaysOf, unitsOfPlugins } from '@advtrain/core';
import { overNote, timed, trialNote } from '../budget/timed.ts';
import type { Configured } from '../methods/configured.ts';
import { miscounted } from '../results/miscounted.ts';
import type { EpochPoint, RunResult } from '../results/runs/run-result.ts';
import { lengthsOf } from '../task/lengths.ts';
import type { MeasureProgress } from '../events.ts';
import { removeKept } from './kept/best-params.ts';
import { measuringEvent } from '../words/progress.ts';
import { breather } from './interrupted.ts';
import { developmentOf, keepBest, measure } from './measure.ts';
import { watchMemory } from './memory.ts';
import { subjectsFor } from './subject.ts';
import { isPlain, planOf, unitsTaken } from './plan.ts';
import type { RunContext } from './run-context.ts';
import { train } from './training.ts';
import type { Trained } from './training.ts';
import { trainingOptions } from './training-options.ts';
import { spentBy } from './watch/attempts.ts';
import type { Attempts } from './watch/attempts.ts';
import { restarts, smaller } from './watch/smaller.ts';

/**
 * Trains once, with sizes that are the smaller the more attempts came before, and measures the result; gives those attempts and
 * this one if it is to be given up.
 */
export async function attempt(
  { entry, options: asked }: Configured,
  seed: number,
  given: RunContext,
  before: Attempts,
): Promise<RunResult | { readonly again: Attempts }> {
  const times = before.all.length;
  const { options, learningRate } = smaller({ options: asked, learningRate: given.training.learningRate }, times);
  const method = { entry, options };
  const lengths = await lengthsOf(given.task);
  const progress = (at: MeasureProgress) =>
    given.on?.(measuringEvent({ method: entry.name, title: entry.title, seed }, at));
  const context = { ...given, training: { ...given.training, learningRate }, lengths, progress };
  const { task, training, methods = [method] } = context;
  const subjectOf = await subjectsFor(method, context);
  const batches = task.train.perEpoch(training.batchSize);
  // Processes that train together stop between two steps, when all know of it.
  const pause = breather(context.cluster ? undefined : context.signal);
  const allowance = isPlain(method) ? undefined : context.allowance;
  const seconds = allowance?.kind === 'seconds' ? allowance.amount : undefined;
  const budget = { training, batches, methods, ...(allowance && { allowance }) };
  // Its model is gone before the run's own is made, whose memory is watched.
  const pace = seconds === undefined ? undefined : await timed({ method, seed, pause, seconds }, budget, context);
  const model = await task.model(seed);
  const memory = watchMemory();
  try {
    const subject = subjectOf(model);
    const plan = planOf(method, { ...budget, ...(pace && { pace }) }, subject);
    const note = (text: string) => context.on?.({ kind: 'note', text });
    const complain = (text: string) => context.on?.({ kind: 'note', text, isWrong: true });
    const name = `${entry.title}, seed ${seed}`;
    if (pace && seconds !== undefined) note(trialNote(name, pace, plan.steps, seconds));
    const { begin, rise } = plan;
    const plugins = begunAt(begin, entry.plugins(options, { ...subject, ...(rise && { rise }) }));
    const underway = { method, seed, model, lengths, plan, plugins, pause, before };
    const limit = seconds === undefined ? {} : { seconds };
    const trained = await train({ ...trainingOptions(underway, context), ...limit });
    const peakBytes = memory.peak;
    memory.stop();
    const { steps, ending, state } = trained;
    if (ending && training.onFailure === 'restart-smaller' && times < restarts) {
      const spent = spentBy(before.all);
      const own = {
        options,
        learningRate,
        steps,
        units: trained.units - spent.units,
        seconds: trained.seconds - spent.seconds,
        warning: ending.warning,
      };
      return { again: { all: [...before.all, own], lines: trained.lines } };
    }
    const began = performance.now();
    const ended = await keepBest(model, trained, { ...context, note: complain }, pause);
    const isRestored = ended.best !== undefined;
    const isOver = trained.ending?.status === 'diverged';
    if (!isOver || isRestored) await context.trained?.(model, pause);
    const measured = await measure(model, trained, { ...context, isRestored }, pause);
    const evaluation = trained.evaluation + (performance.now() - began) / 1000;
    await removeKept(context);
    const each = [...before.all.map((one) => one.steps), steps];
    const account = {
      period: entry.period?.(options) ?? 1,
      of: (index: number) => (training.accumulate ?? 1) * unitsOfPlugins(plugins, model, index),
    };
    const predicted = each.reduce((sum, taken) => sum + unitsTaken(plan, taken, account), 0);
    const units = { predicted, counted: trained.units };
    const wrong = miscounted({ units, steps: each.reduce((sum, taken) => sum + taken, 0) }, entry.title);
    if (wrong !== undefined) complain(wrong);
    const over =
      seconds !== undefined && trained.seconds >= seconds ? overNote(name, steps, plan.steps, seconds) : undefined;
    if (over !== undefined) note(over);
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
      seconds: { training: trained.seconds, evaluation, watching: state.seconds },
      ...(pace && seconds !== undefined ? { timed: { seconds, steps: plan.steps, ...pace } } : {}),
      peakBytes,
      curve: trained.curve,
      epochCurve: [
        ...trained.epochs,
        ...(isOver ? [] : lastEpoch(trained, ended.development ?? developmentOf(measured, task))),
      ],
      ...(ended.best ? { best: ended.best } : {}),
      ...(state.warnings.length > 0 ? { warnings: state.warnings } : {}),
      ...(times > 0 ? { attempts: before.all, learningRate } : {}),
    };
  } finally {
    memory.stop();
    model.dispose();
  }
}

function lastEpoch({ steps, units, epochs }: Trained, development: number | undefined): EpochPoint[] {
  return development === undefined ? [] : [{ epoch: epochs.length + 1, step: steps, units, development }];
}
