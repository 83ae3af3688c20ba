import { count, list, percent, points, rounded, withInterval } from '@advtrain/compare';
import type { AttackResult, Evaluation, ModelResult } from './results.ts';

/** A table of what was measured, and the sentences below it, as text: for a terminal and for a page. */
export interface Summary {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly sentences: readonly string[];
}

/** Fewer attacked examples than this cannot carry a comparison: their share is ± 7 points or more. */
const few = 200;

/** What was measured, in a table: a row for each model. */
export function summaryOf(evaluation: Evaluation): Summary {
  const { models, attacked, examples } = evaluation;
  const [first] = models;
  const titles = first!.attacks.map(titleOf);
  const common = commonRows(models);
  const rows = models.map((model) => [
    model.model,
    withInterval(model.accuracy, examples),
    withInterval(shareOf(model.right), attacked),
    ...model.attacks.map((attack) => withInterval(shareOf(attack.held), attacked)),
  ]);
  return {
    head: ['model', `clean, all ${count(examples)}`, `clean, the ${count(attacked)} attacked`, ...titles],
    rows,
    sentences: [
      ...(attacked < few ? [fewSentence(attacked)] : []),
      ...models.flatMap(costSentences),
      ...(models.length > 1 ? [commonSentence(models, common)] : []),
      ...models.flatMap(signSentences),
      ...increaseSentences(evaluation),
    ],
  };
}

/** How an attack is called in a table. */
export function titleOf({ name, radius }: AttackResult): string {
  return radius ? `${name}, ε ${radius.asked}` : name;
}

/** A share of ones. */
export function shareOf(places: readonly (0 | 1)[]): number {
  return places.length === 0 ? Number.NaN : places.filter((place) => place === 1).length / places.length;
}

function fewSentence(attacked: number): string {
  const half = 100 * 1.96 * Math.sqrt(0.25 / attacked);
  return `Only ${attacked} examples are attacked: a share of them is known to ± ${half.toFixed(0)} points; --examples takes more.`;
}

function costSentences({ model, attacks, temperature, length }: ModelResult): readonly string[] {
  const costs = attacks.map((attack) => {
    const asked = attack.queries === attack.asked ? '' : `, ${attack.asked.toFixed(0)} of them new`;
    return `${titleOf(attack)} ${attack.queries.toFixed(0)} queries${asked}`;
  });
  return [
    `${model}: attacks climb and search on logits / ${temperature}, the temperature at which it is calibrated; the median ‖x‖ is ${length}. ` +
      `For each example that it answers rightly: ${list(costs)}.`,
  ];
}

/** The places that all models answer rightly. */
function commonRows(models: readonly ModelResult[]): readonly number[] {
  return [...models[0]!.right.keys()].filter((place) => models.every(({ right }) => right[place] === 1));
}

function commonSentence(models: readonly ModelResult[], common: readonly number[]): string {
  const of = models.map(({ model, attacks }) => {
    const shares = attacks.map(
      (attack) => `${points(shareOf(common.map((place) => attack.held[place]!)))} under ${titleOf(attack)}`,
    );
    return `${model} keeps ${list(shares)}`;
  });
  return `Of the ${common.length} that all models answer rightly: ${of.join('; ')}.`;
}

function signSentences({ model, signs = [] }: ModelResult): readonly string[] {
  const shown = signs.filter(({ isShown }) => isShown);
  if (signs.length === 0) return [];
  if (shown.length === 0)
    return [`${model} shows none of the ${signs.length} signs of masked gradients that were looked for.`];
  return shown.map(({ name, sentence }) => `${model} shows a sign of masked gradients, ${name}: ${sentence}`);
}

function increaseSentences({ lossIncrease }: Evaluation): readonly string[] {
  if (!lossIncrease) return [];
  const { reference, examples, medianRadius, increases } = lossIncrease;
  const each = Object.entries(increases).map(
    ([model, [low, median, high]]) => `${model} ${rounded(median)} (quartiles ${rounded(low)}–${rounded(high)})`,
  );
  return [
    `The largest loss increase (Zhu et al., 2020, Table 5), the median of ${examples} examples in balls that ${reference} bears (median radius ` +
      `${rounded(medianRadius)}): ${each.join(', ')}.`,
  ];
}

/** The summary for a terminal. */
export function plainText({ head, rows, sentences }: Summary): string {
  const width = Math.max(...head.map(({ length }) => length)) + 2;
  const lines = rows.flatMap(([model = '', ...cells]) => [
    model,
    ...cells.map((cell, place) => `  ${head[place + 1]!.padEnd(width)}${cell}`),
    '',
  ]);
  return `${['Accuracy in percent, with its 95 % interval:', '', ...lines, ...sentences].join('\n')}\n`;
}

/** The share of what a model answers rightly that an attack breaks. */
export function successOf({ right }: ModelResult, { held }: AttackResult): string {
  const tried = [...right.keys()].filter((place) => right[place] === 1);
  return percent(1 - shareOf(tried.map((place) => held[place]!)));
}
