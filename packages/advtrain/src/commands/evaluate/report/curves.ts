import { chart, figureHtml, lookAt, rounded } from '@advtrain/compare';
import type { Figure, Look, Point, Range } from '@advtrain/compare';
import { wilsonInterval } from '@advtrain/statistics';
import type { AttackResult, Evaluation, ModelResult } from '../results.ts';
import { shareOf } from './shares.ts';

/**
 * Accuracy over ε of each attack in balls that was run in two or more, as figures of a page; `''` without one. `looks` are those of the models;
 * by default each has that of its place.
 */
export function curves(evaluation: Evaluation, looks: readonly Look[] = evaluation.models.map(lookOfPlace)): string {
  const names = new Set(evaluation.models.flatMap(({ attacks }) => attacks.flatMap(nameInBalls)));
  const figures = [...names].flatMap((name) => curveOf(name, evaluation, looks));
  if (figures.length === 0) return '';
  return [
    '<h2>Accuracy over ε</h2>',
    `<div class="charts">${figures.map(figureHtml).join('\n')}</div>`,
    '<p class="faint">ε in percent of the median ‖x‖ that each model has; bands: 95 % intervals by Wilson.</p>',
  ].join('\n');
}

function lookOfPlace(_: unknown, place: number): Look {
  return lookAt(place);
}

function nameInBalls({ name, radius }: AttackResult): readonly string[] {
  return radius ? [name] : [];
}

function curveOf(name: string, { models, attacked }: Evaluation, looks: readonly Look[]): readonly Figure[] {
  const series = models.map((model, place) => {
    const band = bandOf(model, name, attacked);
    const points = band.map(({ at, share }): Point => [at, share]);
    return {
      name: model.model,
      look: looks[place]!,
      lines: [points],
      dots: points,
      band: band.map(({ at, low, high }): Range => [at, low, high]),
      label: points.at(-1),
    };
  });
  // Without an attack, and in one ball, there is no curve yet.
  if (series.every(({ dots }) => dots.length < 3)) return [];
  const svg = chart({
    label: `Accuracy under ${name} over the radius of the ball`,
    x: { title: 'ε, % of the median ‖x‖', format: (value) => String(rounded(value)) },
    y: { title: 'accuracy, %', format: (share) => String(rounded(100 * share)), from: 0 },
    series,
  });
  return [{ title: name, caption: '', svg }];
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
