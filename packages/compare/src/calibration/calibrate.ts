import { crossEntropyOf, unitLength, wholeNumber } from '@advtrain/core';
import type { Batch, MethodEntry } from '@advtrain/core';
import { meanSquaredError } from '@advtrain/engine';
import { trainingDefaults } from '../asked.ts';
import { checkParts } from '../parts.ts';
import type { RunEvent } from '../events.ts';
import { configured } from '../methods/configured.ts';
import type { MethodOptions } from '../methods/configured.ts';
import { breather } from '../run/interrupted.ts';
import type { TrainingSettings } from '../settings.ts';
import { lengthsOf } from '../task/lengths.ts';
import type { Task } from '../task/task.ts';
import { climbed } from './climb.ts';
import type { Climbed } from './climb.ts';
import { naturalSteps } from './natural-steps.ts';
import type { Probe } from './probe.ts';
import { proposals } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { defaultRule, rules } from './rules.ts';
import type { Choice, RuleName } from './rules.ts';
import { summaryOf } from './summary.ts';

/** What is calibrated, and how. */
export interface CalibrateOptions {
  readonly task: Task;
  /** Methods to propose options for; those that move in no ball get none. */
  readonly methods: readonly MethodEntry[];
  /**
   * Options of methods that are settled, by the methods' names: a number of rounds among them stays, and moves share ε out by it.
   * Default: none.
   */
  readonly options?: Readonly<Record<string, MethodOptions>>;
  /** How the methods will be trained. Default: what `compare` has. */
  readonly training?: Partial<TrainingSettings>;
  /** How ε follows from what is measured. Default {@link defaultRule}. */
  readonly rule?: RuleName;
  /** What the model's head and the order of batches follow from. Default 1. */
  readonly seed?: number;
  /**
   * Natural steps before the probe, at most as many as training has. Default: 24, and up to 192 until the model tells classes apart, for a
   * loss that is a guess's has nothing to read from.
   */
  readonly steps?: number;
  /** Natural steps before the probe at least, where `steps` does not say how many. Default 24. */
  readonly stepsAtLeast?: number;
  /** Training examples that the probe is of, at least, in whole batches; all of them where there are no more. Default 96. */
  readonly examples?: number;
  /**
   * Told of steps. Default: nobody is.
   *
   * @param event what kind of thing happened, with its figures.
   */
  readonly on?: (event: RunEvent) => void;
  /** Stops soon after it is aborted. */
  readonly signal?: AbortSignal;
}

/** What was measured, and what follows from it. */
export interface Calibration {
  readonly rule: RuleName;
  readonly choice: Choice;
  readonly probe: Probe;
  readonly proposals: readonly Proposal[];
}

/** The ε of the probe, as shares of ‖x‖, of pixels of their range. */
export const probedShares = [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.4] as const;

/**
 * Measures what perturbations do to a model after a few natural steps, and proposes radius, step size, start and rounds for every
 * method that moves in a ball: about a minute for a small encoder. The same options give the same proposal.
 *
 * @param options the task, the methods, the training, and how long and on what is measured.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  checkParts('calibrate', options);
  for (const name of ['steps', 'stepsAtLeast', 'examples'] as const)
    if (options[name] !== undefined) wholeNumber(name, options[name], 1);
  const { rule = defaultRule } = options;
  const probe = await probed(options);
  return { rule, probe, ...proposed(probe, rule, options) };
}

/**
 * What a rule makes of a probe.
 *
 * @param probe what was measured.
 * @param rule which rule.
 * @param choice the methods, with the options that stay as they are.
 */
export function proposed(
  probe: Probe,
  rule: RuleName,
  { methods, options = {} }: Pick<CalibrateOptions, 'methods' | 'options'>,
): Pick<Calibration, 'choice' | 'proposals'> {
  const choice = rules[rule].choose(probe);
  return { choice, proposals: proposals(configured(methods, options), choice, probe, options) };
}

async function probed(options: CalibrateOptions): Promise<Probe> {
  const { task, seed = 1, examples: wanted = 96 } = options;
  const training = { ...trainingDefaults, ...options.training };
  const lengths = await lengthsOf(task);
  const model = await task.model(seed);
  try {
    const pause = breather(options.signal);
    const loss = task.kind === 'regression' ? meanSquaredError : crossEntropyOf(model);
    const steps = await naturalSteps({ ...options, model, loss, training, seed, pause });
    const { batchSize, accumulate = 1 } = training;
    const { used, most, seen } = placeOf(steps * accumulate, task.train.perEpoch(batchSize), wanted / batchSize);
    const feed = task.train.feed({ batchSize, seed, used });
    const batches = feed.batches[Symbol.iterator]();
    const found: Climbed[] = [];
    try {
      while (count(found) < wanted && found.length < most) {
        await feed.ready();
        const { value } = batches.next() as IteratorResult<Batch, undefined>;
        if (!value) break;
        found.push(climbed({ model, loss, lengths }, value, probedShares, found.length));
        await pause();
      }
    } finally {
      batches.return?.();
      await feed.close();
    }
    const pixels = model.domain !== undefined;
    const unit = unitLength('ball', { model, lengths })!;
    const isRegression = task.kind === 'regression';
    return {
      steps,
      lengths,
      pixels,
      ...(seen && { seen }),
      ...summaryOf(found, { shares: probedShares, unit, isRegression }),
    };
  } finally {
    model.dispose();
  }
}

/** From which batch on the probe is, after those that training took, and of how many at most: none comes twice. */
function placeOf(taken: number, perEpoch: number, wanted: number) {
  const left = perEpoch - (taken % perEpoch);
  // The last batch of an epoch may be a small one.
  const isEnough = left - 1 >= wanted;
  const used = isEnough ? taken : Math.ceil(taken / perEpoch) * perEpoch;
  return { used, most: isEnough ? left : perEpoch, seen: used >= perEpoch };
}

function count(found: readonly Climbed[]): number {
  return found.reduce((sum, { labels }) => sum + labels.length, 0);
}
