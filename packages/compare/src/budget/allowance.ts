import { count, duration } from '../format.ts';
import { UsageError } from '../usage-error.ts';

/** What every method of a comparison may spend on training. */
export interface Allowance {
  /**
   * `units` of cost; wall `seconds` of training steps, evaluations apart; optimizer `steps` whatever they cost, which a matched control takes as many of as the dearest method pays for; or so many `times`
   * what natural training for the comparison's own epochs costs.
   */
  readonly kind: 'units' | 'seconds' | 'steps' | 'times';
  /** Above 0; of steps a whole number. */
  readonly amount: number;
}

/**
 * What a budget says: `units=20000`, `seconds=600`, `steps=500` or `x3`. Anything else is a {@link UsageError}.
 *
 * @param text as it is written on the command line.
 */
export function allowanceOf(text: string): Allowance {
  const named = /^(units|seconds|steps)=(\d+(?:\.\d+)?)$/.exec(text);
  const times = /^x(\d+(?:\.\d+)?)$/.exec(text);
  const kind = named ? (named[1] as Allowance['kind']) : 'times';
  const amount = Number(named?.[2] ?? times?.[1]);
  if (!(amount > 0)) {
    throw new UsageError(
      `budget is ${JSON.stringify(text)}, but must be units=…, seconds=… or steps=… with a number above 0, or x… for a multiple ` +
        `of natural training, such as x3.`,
    );
  }
  if (kind === 'steps' && !Number.isInteger(amount)) {
    throw new UsageError(`budget is ${JSON.stringify(text)}, but steps must be a whole number.`);
  }
  return { kind, amount };
}

/**
 * A budget in words: what each method trains for.
 *
 * @param allowance of what kind, and how much.
 */
export function allowanceText({ kind, amount }: Allowance): string {
  if (kind === 'units') return `each method trains for ${count(amount)} units`;
  if (kind === 'steps')
    return `each method takes ${count(amount)} optimizer steps, whatever they cost; a matched control as many as the dearest pays for`;
  if (kind === 'times') return `each method trains for ${amount} times what natural training for the epochs costs`;
  return `each method trains for ${duration(amount)} of steps, evaluations apart`;
}
