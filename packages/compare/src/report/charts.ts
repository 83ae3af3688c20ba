import type { AttackSettings } from '@advtrain/evaluate';
import { spread } from '@advtrain/statistics';
import { list } from '../format.ts';
import { cells } from '../results/cells.ts';
import { headlineOf } from '../results/radii.ts';
import type { Comparison } from '../results/results.ts';
import { chart } from './chart.ts';
import type { Point, Series } from './chart.ts';
import { attackedText } from './describe.ts';
import { frontier } from './frontier.ts';

/** A chart with what it says in words. */
export interface Figure {
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
}

const percent = (share: number) => `${Math.round(1000 * share) / 10}`;
const thousands = (value: number) => (value >= 1000 ? `${value / 1000}k` : `${value}`);

/** The charts of the report: accuracy against cost, robustness against ε, and the learning curves. */
export function figures(comparison: Comparison): readonly Figure[] {
  const { attack } = comparison.settings;
  return [
    cost(comparison, 'development'),
    ...(attack ? [cost(comparison, 'robust')] : []),
    ...(attack ? [robustness(comparison, attack)] : []),
    development(comparison),
    loss(comparison),
  ].filter((figure) => figure.svg !== '');
}

function each(comparison: Comparison, of: (runs: ReturnType<typeof cells>) => Omit<Series, 'name' | 'colour'>) {
  return comparison.methods.map((method, colour): Series => ({
    name: method.title,
    colour,
    ...of(cells(comparison, method.name)),
  }));
}

function cost(comparison: Comparison, measure: 'development' | 'robust'): Figure {
  const series = each(comparison, (runs) => ({
    dots: runs
      .filter((cell) => Number.isFinite(cell[measure]))
      .map((cell): Point => [cell.run.units.counted, cell[measure]]),
  }));
  const best = frontier(comparison, (cell) => cell[measure]);
  const names = list(best.map(({ title }) => title));
  const what =
    measure === 'robust'
      ? `accuracy under attack at ε = ${headlineOf(comparison)?.text ?? '0'}`
      : 'accuracy on the development set';
  return {
    title: measure === 'robust' ? 'Accuracy under attack against cost' : 'Accuracy against cost',
    caption:
      `One dot a run: ${what} over the units that training took. Up and left is better. Dashed: the frontier, the methods ` +
      `that none of the same or less cost beats in the median: ${names}.`,
    svg: chart({
      label: `${what.charAt(0).toUpperCase()}${what.slice(1)} against units of training`,
      x: { title: 'units of training', format: thousands },
      y: { title: measure === 'robust' ? 'accuracy under attack, %' : 'accuracy, %', format: percent },
      series,
      frontier: best.map(({ units, score }): Point => [units, score]),
    }),
  };
}

function robustness(comparison: Comparison, attack: AttackSettings): Figure {
  const series = each(comparison, (runs) => {
    const radii = runs[0]?.run.robust.map((r) => r.radius) ?? [];
    const at = radii.map((radius) =>
      spread(runs.map(({ run }) => run.robust.find((r) => r.radius === radius)?.accuracy ?? Number.NaN)),
    );
    const rows = radii.flatMap((radius, i) => {
      const s = at[i];
      return s ? [[radius, s] as const] : [];
    });
    return {
      lines: [rows.map(([radius, s]): Point => [radius, s.median])],
      dots: rows.map(([radius, s]): Point => [radius, s.median]),
      ...(runs.length > 1 ? { band: rows.map(([radius, s]) => [radius, s.low, s.high] as const) } : {}),
    };
  });
  const { images = false } = comparison.task;
  const inside = images
    ? 'pixels, inside an ℓ∞ ball of radius ε around each image'
    : 'word embeddings, inside an l2 ball of radius ε around each sentence';
  return {
    title: 'Robustness against ε',
    caption:
      `Accuracy on ${attackedText(attack, comparison.task)} under ${attack.steps} steps of projected gradient ascent on the ${inside}. ` +
      `Lines: median of the seeds; bands: range.`,
    svg: chart({
      label: 'Accuracy under attack against the radius of the ball',
      x: { title: 'radius ε of the ball', format: (value) => `${value}` },
      y: { title: 'accuracy under attack, %', format: percent, from: 0 },
      series,
    }),
  };
}

/** Runs of one epoch have no curve: their dots are those of accuracy against cost. */
function development(comparison: Comparison): Figure {
  const isCurve = comparison.runs.some(({ epochCurve }) => epochCurve.length > 1);
  const series = each(comparison, (runs) => ({
    lines: runs.map(({ run }) => run.epochCurve.map((p): Point => [p.units, p.development])),
    dots: runs.flatMap(({ run }) => run.epochCurve.map((p): Point => [p.units, p.development])),
  }));
  return {
    title: 'Learning curves: accuracy',
    caption: 'Accuracy on the development set after each epoch, over the units spent so far. One line a run.',
    svg: chart({
      label: 'Accuracy on the development set over the units spent',
      x: { title: 'units so far', format: thousands },
      y: { title: 'accuracy, %', format: percent },
      series: isCurve ? series : [],
    }),
  };
}

function loss(comparison: Comparison): Figure {
  const series = each(comparison, (runs) => ({
    lines: runs.map(({ run }) => run.curve.map((p): Point => [p.units, p.loss])),
  }));
  return {
    title: 'Learning curves: training loss',
    caption:
      'What each method minimises, so the curves are not comparable in height: an adversarial loss is meant to be higher.',
    svg: chart({
      label: 'Training loss over the units spent',
      x: { title: 'units so far', format: thousands },
      y: { title: 'training loss', format: (value) => `${value}`, from: 0 },
      series,
    }),
  };
}
