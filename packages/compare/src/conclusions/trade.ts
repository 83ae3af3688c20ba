import { mean } from '@advtrain/statistics';
import { signedPoints } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import { rounding } from './contrasts.ts';
import type { Contrast } from './contrasts.ts';

/** How many methods are named: what comes behind them is in the table. */
const most = 3;

/**
 * What methods give under attack and take in accuracy against the control, the means of the seeds in one sentence, the most under attack first;
 * nothing where nothing was attacked. It says no more than the numbers: what differs beyond chance is said elsewhere.
 */
export function trade(comparison: Comparison, control: string, contrasts: readonly Contrast[]): readonly string[] {
  const attacked = contrasts.filter(({ measure }) => measure.name === 'under attack');
  if (attacked.length === 0) return [];
  const gains = attacked
    .map((contrast) => ({ contrast, gain: mean(contrast.differences) }))
    .filter(({ gain }) => gain > rounding)
    .sort((a, b) => b.gain - a.gain);
  const reference = titleOf(comparison, control);
  if (gains.length === 0) return [`Under attack nothing holds more than ${reference}.`];
  const parts = gains.slice(0, most).map(({ contrast: { method }, gain }, i) => {
    const clean = contrasts.find((each) => each.method === method && each.measure.counts !== 'attacked');
    const price = clean && signedPoints(mean(clean.differences));
    const [points, of] = i === 0 ? [' points', ` ${clean?.measure.where ?? ''}`] : ['', ''];
    return `${method.title} ${signedPoints(gain)}${points}${price === undefined ? '' : ` for ${price}${of}`}`;
  });
  return [`Under attack, against ${reference}: ${parts.join(', ')}.`];
}
