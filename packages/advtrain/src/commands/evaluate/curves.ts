import { chart, escape } from '@advtrain/compare';
import type { Point } from '@advtrain/compare';
import { wilsonInterval } from '@advtrain/statistics';
import type { AttackResult, Evaluation, ModelResult } from './results.ts';
import { shareOf } from './summary.ts';

/** The first colours of a page are greys, which natural training has in comparisons. */
export const firstColour = 2;

/** Accuracy over ε of each attack in balls that was run in two or more, as figures of a page; `''` without one. */
export function curves(evaluation: Evaluation): string {
  const names = new Set(evaluation.models.flatMap(({ attacks }) => attacks.flatMap(nameInBalls)));
  const figures = [...names].flatMap((name) => curveOf(name, evaluation));
  if (figures.length === 0) return '';
  const legend = evaluation.models.map(
    ({ model }, place) => `<li class="c${firstColour + place}"><i></i>${escape(model)}</li>`,
  );
  return [
    '<h2>Accuracy over ε</h2>',
    `<ul class="legend">${legend.join('')}</ul>`,
    `<div class="charts">${figures.join('\n')}</div>`,
    '<p class="faint">ε in percent of the median ‖x‖ that each model has; bands: 95 % intervals by Wilson.</p>',
  ].join('\n');
}

function nameInBalls({ name, radius }: AttackResult): readonly string[] {
  return radius ? [name] : [];
}

function curveOf(name: string, { models, attacked }: Evaluation): readonly string[] {
  const series = models.map((model, place) => {
    const band = bandOf(model, name, attacked);
    const points = band.map(({ at, share }): Point => [at, share]);
    return {
      name: model.model,
      colour: firstColour + place,
      lines: [points],
      dots: points,
      band: band.map(({ at, low, high }) => [at, low, high] as const),
    };
  });
  // Without an attack, and in one ball, there is no curve yet.
  if (series.every(({ dots }) => dots.length < 3)) return [];
  const svg = chart({
    label: `Accuracy under ${name} over the radius of the ball`,
    x: { title: 'ε, % of the median ‖x‖', format: (value) => `${value}` },
    y: { title: 'accuracy, %', format: (share) => `${Math.round(100 * share)}`, from: 0 },
    series,
  });
  return [`<figure><h3>${escape(name)}</h3>${svg}</figure>`];
}

/** What an attack leaves at each ε, with its interval, from none at 0. */
function bandOf({ right: clean, attacks, length }: ModelResult, name: string, attacked: number) {
  const inBalls = attacks.flatMap(({ name: own, radius, held }) =>
    own === name && radius ? [{ at: (100 * radius.value) / length, held }] : [],
  );
  const all = [{ at: 0, held: clean }, ...inBalls].sort((a, b) => a.at - b.at);
  return all.map(({ at, held }) => {
    const right = held.filter((place) => place === 1).length;
    return { at, share: shareOf(held), ...wilsonInterval({ right, examples: attacked }) };
  });
}
