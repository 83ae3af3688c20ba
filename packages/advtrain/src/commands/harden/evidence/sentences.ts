import { aboutFew, duration, list, percent, pickRule, points, robustnessOf } from '@advtrain/compare';
import type { PairedDifference } from '@advtrain/compare';
import type { ModelResult } from '../../evaluate/results.ts';
import { differenceOf, isSure, losses } from './compared.ts';
import { controlText } from './control.ts';
import { contendersOf } from './trained-models.ts';
import { sidesOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';

/** A gain in robustness, as a share, that is worth a word where the rule did not pick it. */
const worthwhile = 0.02;

/** What came of it, the most important first, in sentences. */
export function evidenceSentences(evidence: Evidence): readonly string[] {
  const { evaluation, before, model } = evidence;
  const { attacked, examples } = evaluation;
  const few = aboutFew(attacked, attacked < examples ? '--examples takes more' : 'more rows in --dev have more');
  return [
    verdictOf(evidence),
    ...lossesOf(evidence),
    ...otherwiseOf(evidence),
    givenUpOf(evidence),
    ...(before.measured
      ? []
      : [`There is no “before”: ${before.why}, so ${model} is compared with ${controlText(evidence)} alone.`]),
    ...(few === undefined ? [] : [few]),
    ...evidence.cautions,
    ...failuresOf(evidence),
  ];
}

/** What is given, and why. */
function verdictOf(evidence: Evidence): string {
  const { pick, against, given, reported, trained } = evidence;
  const control = controlText(evidence);
  if (!against)
    return `Nothing beat natural training: by the rule that was set (${pickRule(pick.prefer, pick.giveUp)}) that itself was picked, on examples that are not reported. The folder model holds it.`;
  const texts = (differences: readonly PairedDifference[]) => differences.map(differenceText).join('; ');
  if (given.isControl)
    return `Nothing beat ${control}: ${pick.title}, which was picked, does not hold significantly more on ${reported} (${texts(against.attacks)}). The folder model holds the naturally trained one.`;
  const open = against.attacks.filter((each) => !isSure(each));
  const rest = open.length === 0 ? '' : ` No difference is sure there: ${texts(open)}.`;
  return `The folder model holds ${whatOf(pick, trained)}. On ${reported} it holds more than ${control}: ${texts(against.attacks.filter(isSure))}.${rest}`;
}

/** Where the given model holds less, though it is not judged by that. */
function lossesOf(evidence: Evidence): readonly string[] {
  const { control, given } = sidesOf(evidence);
  const found = evidence.given.isControl ? [] : losses(given, control, evidence.headline);
  if (found.length === 0) return [];
  return [
    `At sizes that models are not picked by it holds less than ${controlText(evidence)}: ${found.map(differenceText).join('; ')}.`,
  ];
}

/** What the picked model is. */
function whatOf({ name, title }: Evidence['pick'], trained: Evidence['trained']): string {
  const own = trained.find((each) => each.name === name);
  if (own?.averageOf === undefined) return `a model that was hardened with ${title}`;
  return `an average of two models, ${own.source}, so that it took what both took`;
}

function differenceText({ name, difference, p }: PairedDifference): string {
  return `${signed(difference)} points, ${name} (${pText(p)})`;
}

/** What another rule would have picked, where the control was picked though something was clearly more robust. */
function otherwiseOf({ pick, trained }: Evidence): readonly string[] {
  const contenders = contendersOf(trained);
  const control = contenders.find(({ name }) => name === pick.name);
  if (!control || !trained.find(({ name }) => name === pick.name)?.isControl) return [];
  const [best] = [...contenders].sort((a, b) => robustnessOf(b) - robustnessOf(a));
  if (!best || robustnessOf(best) - robustnessOf(control) < worthwhile) return [];
  const gain = signed(robustnessOf(best) - robustnessOf(control));
  const loss = Math.max(...contenders.map(({ clean }) => clean)) - best.clean;
  // Rounded up, so that what the sentence says does pick it.
  const enough = pick.prefer === 'balance' ? `--give-up ${Math.ceil(1000 * loss - 1e-6) / 10} or ` : '';
  return [
    `${best.title} was more robust on what models are picked by, ${gain} points on average under the attacks, for ${signed(best.clean - control.clean)} without one, which is more than the rule allows; ${enough}--prefer robustness picks it, and trains nothing anew.`,
  ];
}

/** What was given up, or won, without an attack. */
function givenUpOf(evidence: Evidence): string {
  const { before, control, given } = sidesOf(evidence);
  const others: readonly (readonly [string, ModelResult])[] = [
    ...(before ? [['the model as it was', before] as const] : []),
    ...(evidence.given.isControl ? [] : [[controlText(evidence), control] as const]),
  ];
  const own = `Without an attack it answers ${percent(given.accuracy)} rightly`;
  if (others.length === 0) return `${own}.`;
  const each = others.map(([name, other]) => {
    const { value, interval } = differenceOf(given.answered, other.answered);
    return `${signed(value)} points against ${name} (95 %: ${signed(interval.low)} to ${signed(interval.high)})`;
  });
  const off = others.map(([name, other]) => `${percent(other.calibrationError)} in ${name}`);
  return `${own}: ${each.join(', ')}. Its confidence is off its accuracy by ${percent(given.calibrationError)} (${off.join(', ')}).`;
}

function failuresOf({ trained }: Evidence): readonly string[] {
  return trained.flatMap(({ title, failure }) =>
    failure === undefined ? [] : [`${title} was out of the running: ${failure}`],
  );
}

/** A share as points with its sign: `+4.5`, `−0.3`. */
export function signed(share: number): string {
  const text = points(Math.abs(share));
  if (text === '0.0') return '0.0';
  return `${share < 0 ? '−' : '+'}${text}`;
}

/** A p value for people. */
export function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** What it took, in a sentence. */
export function costSentence({ cost, trained }: Evidence): string {
  const count = trained.filter(({ averageOf }) => averageOf === undefined).length;
  const { sizing, training, picking, reporting } = cost;
  return `${count} models were trained in ${duration(training)}, after ${duration(sizing)} to size the perturbations; measuring took ${duration(picking)} to pick one, and ${duration(reporting)} under attack for the report.`;
}

/** What attacked the reported models, by their full names, in a sentence. */
export function attackSentence({ evaluation: { models } }: Evidence): string {
  return `Attacks: ${list([...new Set(models[0]!.attacks.map(({ name }) => name))])}.`;
}
