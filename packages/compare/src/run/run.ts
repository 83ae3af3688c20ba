import { rm } from 'node:fs/promises';
import { begunAt } from '@advtrain/core';
import { overNote, timed, trialNote } from '../budget/timed.ts';
import type { Configured } from '../methods/configured.ts';
import { miscounted } from '../results/miscounted.ts';
import type { EpochPoint, RunResult } from '../results/results.ts';
import { breather } from './interrupted.ts';
import { developmentOf, keepBest, measure } from './measure.ts';
import { watchMemory } from './memory.ts';
import { isPlain, planOf, unitsAfter } from './plan.ts';
import type { RunContext } from './run-context.ts';
import { replaysOf, train } from './training.ts';
import type { Trained } from './training.ts';
import { trainingOptions } from './training-options.ts';

/**
 * Trains one method with one seed and measures the result. A loss that is no number ends the run as `diverged`; an
 * aborted signal puts the run away and throws `Interrupted`.
 */
export async function run(method: Configured, seed: number, context: RunContext): Promise<RunResult> {
  const { task, training, methods = [method] } = context;
  const { entry, options } = method;
  const batches = task.train.perEpoch(training.batchSize);
  const pause = breather(context.signal);
  const allowance = isPlain(method) ? undefined : context.allowance;
  const seconds = allowance?.kind === 'seconds' ? allowance.amount : undefined;
  const budget = { training, batches, methods, ...(allowance && { allowance }) };
  // Its model is gone before the run's own is made, whose memory is watched.
  const pace = seconds === undefined ? undefined : await timed({ method, seed, pause, seconds }, budget, context);
  const model = await task.model(seed);
  const memory = watchMemory();
  try {
    const subject = { kind: task.kind, model, accumulate: training.accumulate ?? 1 };
    const plan = planOf(method, { ...budget, ...(pace && { pace }) }, subject);
    const note = (text: string) => context.on?.({ kind: 'note', text });
    const name = `${entry.title}, seed ${seed}`;
    if (pace && seconds !== undefined) note(trialNote(name, pace, plan.steps, seconds));
    const { begin, rise } = plan;
    const plugins = begunAt(begin, entry.plugins(options, { ...subject, ...(rise && { rise }) }));
    const underway = { method, seed, model, plan, plugins, pause };
    const limit = seconds === undefined ? {} : { seconds };
    const trained = await train({ ...trainingOptions(underway, context), ...limit });
    const peakBytes = memory.peak;
    memory.stop();
    const began = performance.now();
    const ended = await keepBest(model, trained, context, pause);
    if (trained.failure === undefined) await context.trained?.(model, pause);
    const measured = await measure(model, trained, context, pause);
    const spent = { training: trained.seconds, evaluation: trained.evaluation + (performance.now() - began) / 1000 };
    for (const path of [context.checkpoint, context.best?.path]) if (path) await rm(path, { force: true });
    const { steps } = trained;
    const units = { predicted: unitsAfter(plan, steps), counted: trained.units };
    const wrong = miscounted({ units, steps }, entry.title);
    if (wrong !== undefined) note(wrong);
    const over =
      seconds !== undefined && trained.seconds >= seconds ? overNote(name, steps, plan.steps, seconds) : undefined;
    if (over !== undefined) note(over);
    return {
      key: context.key,
      method: entry.name,
      seed,
      options,
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
    };
  } finally {
    memory.stop();
    model.dispose();
  }
}

function lastEpoch({ steps, units, epochs }: Trained, development: number | undefined): EpochPoint[] {
  return development === undefined ? [] : [{ epoch: epochs.length + 1, step: steps, units, development }];
}
