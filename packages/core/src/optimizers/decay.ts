import { aNumber, finiteFrom, needed, type RulesOf } from '../options/rules.ts';
import { checked } from '../options/checked.ts';
import type { Schedule } from '../contract/schedule.ts';

/** How a learning rate rises and falls. */
export interface DecayOptions {
  /** The highest value, reached after the warm-up. */
  readonly peak: number;
  /** Optimizer steps in all, at least 1. */
  readonly total: number;
  /** Steps of linear rise from 0: the first step has the value 0, as in Hugging Face. Default 0. */
  readonly warmup?: number;
  /** The value that the last steps approach. Default 0. */
  readonly end?: number;
}

const rules: RulesOf<DecayOptions> = {
  peak: needed(finiteFrom(0)),
  total: needed(aNumber),
  warmup: aNumber,
  end: finiteFrom(0),
};

/**
 * Rises linearly from 0 to `value` over `steps` steps, then stays.
 *
 * @param value where it stays.
 * @param steps from 0 on; 0 is no warm-up.
 */
export function warmUp(value: number, steps: number): Schedule {
  return (index) => (index >= steps ? value : (value * index) / steps);
}

/**
 * Warm-up, then a straight fall to `end`.
 *
 * @param options the peak, the steps of warm-up and all steps.
 */
export function linearDecay(options: DecayOptions): Schedule {
  return polynomial(checked('linearDecay', options, rules), 1);
}

/**
 * Warm-up, then a fall as (1 − progress)^power; fairseq's and Hugging Face's polynomial decay.
 *
 * @param options the peak, the steps of warm-up and all steps; a `power` of 1 is {@link linearDecay}.
 */
export function polynomialDecay(options: DecayOptions & { readonly power: number }): Schedule {
  const { power, ...rest } = checked('polynomialDecay', options, { ...rules, power: needed(finiteFrom(0)) });
  return polynomial(rest, power);
}

/**
 * Warm-up, then half a cosine (Loshchilov & Hutter, 2017, without restarts).
 *
 * @param options the peak, the steps of warm-up and all steps.
 */
export function cosineDecay(options: DecayOptions): Schedule {
  return decay(checked('cosineDecay', options, rules), (progress) => (1 + Math.cos(Math.PI * progress)) / 2);
}

function polynomial(options: DecayOptions, power: number): Schedule {
  return decay(options, (progress) => (1 - progress) ** power);
}

function decay({ peak, total, warmup = 0, end = 0 }: DecayOptions, shape: (progress: number) => number): Schedule {
  if (!(total >= 1)) throw new Error(`total is ${total}, but a schedule needs at least 1 step.`);
  if (!(warmup >= 0 && warmup <= total)) throw new Error(`warmup is ${warmup}, but must be in 0 … total (${total}).`);
  return (index) => {
    if (index < warmup) return (peak * index) / warmup;
    const progress = Math.min(1, (index - warmup) / Math.max(1, total - warmup));
    return end + (peak - end) * shape(progress);
  };
}
