import { mean } from '@advtrain/statistics';
import { list, signedPoints } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import { headlineOf, radiiOf } from '../results/radii.ts';
import type { AttackRadius } from '../results/radii.ts';
import type { Comparison } from '../results/results.ts';
import { contrastsOf, rounding, withExamples } from './contrasts.ts';
import type { Contrast } from './contrasts.ts';
import { attacked, attackedAt } from './measures.ts';
import { controlsIn } from './answers.ts';

/** How many methods are named: what comes behind them is in the table. */
const most = 3;

/**
 * What methods give under attack and take in accuracy against their control, the means of the seeds in a sentence a control, the most under attack
 * first; nothing where nothing was attacked. It says no more than the numbers: what differs beyond chance is said elsewhere. Then where a method that
 * gives something holds less, at another ε.
 */
export function trade(comparison: Comparison, control: string, contrasts: readonly Contrast[]): readonly string[] {
  return controlsIn(contrasts, control).flatMap((its) =>
    traded(
      comparison,
      { control, its },
      contrasts.filter((contrast) => contrast.control === its),
    ),
  );
}

/** The same of the methods that are compared with one of the controls, which is `its`. */
function traded(
  comparison: Comparison,
  { control, its }: { readonly control: string; readonly its: string },
  contrasts: readonly Contrast[],
): readonly string[] {
  const headline = headlineOf(comparison);
  const underAttack = contrasts.filter(({ measure }) => measure.name === attacked);
  if (!headline || underAttack.length === 0) return [];
  const gains = underAttack
    .map((contrast) => ({ contrast, gain: mean(contrast.differences) }))
    .filter(({ gain }) => gain > rounding)
    .sort((a, b) => b.gain - a.gain);
  const reference = titleOf(comparison, its);
  if (gains.length === 0) {
    const titles = underAttack.map(({ method }) => method.title);
    const claim =
      its === control ? 'nothing holds more' : `${list(titles)} ${titles.length > 1 ? 'hold' : 'holds'} no more`;
    return [`Under attack at ε ${headline.text} ${claim} than ${reference}.`];
  }
  const parts = gains.slice(0, most).map(({ contrast: { method }, gain }, i) => {
    const clean = contrasts.find((each) => each.method === method && each.measure.counts !== 'attacked');
    const price = clean && signedPoints(mean(clean.differences));
    const [points, of] = i === 0 ? [' points', ` ${clean?.measure.where ?? ''}`] : ['', ''];
    return `${method.title} ${signedPoints(gain)}${points}${price === undefined ? '' : ` for ${price}${of}`}`;
  });
  const names = new Set(gains.map(({ contrast: { method } }) => method.name));
  const losses = radiiOf(comparison)
    .filter(({ radius }) => radius > 0 && radius !== headline.radius)
    .flatMap((at) => lossesAt(at, comparison, control, names));
  return [
    `Under attack at ε ${headline.text}, against ${reference}: ${parts.join(', ')}.`,
    ...(losses.length > 0 ? [`Not at every ε: against ${reference}, ${losses.join(', ')}.`] : []),
  ];
}

/** Which of some methods hold less than the control at a radius, where other seeds and examples would hardly show them hold more. */
function lossesAt(
  at: AttackRadius,
  comparison: Comparison,
  control: string,
  names: ReadonlySet<string>,
): readonly string[] {
  const contrasts = attackedAt(comparison, at).flatMap((measure) => contrastsOf(comparison, control, measure));
  return contrasts.flatMap((contrast) => {
    const { method, differences } = contrast;
    if (!names.has(method.name) || mean(differences) >= 0) return [];
    const interval = withExamples(comparison, contrast);
    if (!interval || interval.high >= 0) return [];
    const between = `${signedPoints(interval.low)} to ${signedPoints(interval.high)}`;
    return [`${method.title} ${signedPoints(mean(differences))} at ε ${at.text} (95 %: ${between})`];
  });
}
