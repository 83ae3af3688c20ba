import type { AttackSettings } from '@advtrain/evaluate';
import { spread } from '@advtrain/statistics';
import { list } from '../format.ts';
import { chart } from '../charts/chart.ts';
import type { Point, Range, Series } from '../charts/chart.ts';
import type { Figure } from '../page/figure.ts';
import { cells } from '../results/cells.ts';
import type { Cell } from '../results/cells.ts';
import { headlineOf } from '../results/radii.ts';
import type { Comparison } from '../results/results.ts';
import { attackedText } from './describe.ts';
import { frontier } from './frontier.ts';
import { lookIn } from './look-in.ts';

const percent = (share: number) => `${Math.round(1000 * share) / 10}`;
const thousands = (value: number) => (value >= 1000 ? `${value / 1000}k` : `${value}`);

/**
 * The charts of the report: accuracy against cost, robustness against ε, and the learning curves.
 *
 * @param comparison the results of its runs.
 */
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

function each(comparison: Comparison, of: (runs: readonly Cell[]) => Omit<Series, 'name' | 'look'>): readonly Series[] {
  return comparison.methods.map(({ name, title }) => ({
    name: title,
    look: lookIn(comparison, name),
    ...of(cells(comparison, name)),
  }));
}

/** Curves of the seeds of a method: the median where all have a point at the same units, else the curves themselves. */
function curvesOf(runs: readonly (readonly Point[])[]): Pick<Series, 'lines' | 'thin' | 'label'> {
  const [first = []] = runs;
  const isAlike = runs.every(
    (points) => points.length === first.length && points.every(([x], i) => x === first[i]![0]),
  );
  const ends = runs.flatMap((points) => points.slice(-1)).sort((a, b) => a[1] - b[1]);
  if (runs.length < 2 || !isAlike) return { lines: runs, label: ends[Math.floor(ends.length / 2)] };
  const median = first.map(([x], i): Point => [x, spread(runs.map((points) => points[i]![1]))!.median]);
  return { lines: [median], thin: runs, label: median.at(-1) };
}

function seedText({ seed }: { readonly seed: number }): string {
  return `seed ${seed}`;
}

function cost(comparison: Comparison, measure: 'development' | 'robust'): Figure {
  const series = apart(
    each(comparison, (runs) => {
      const known = runs.filter((cell) => Number.isFinite(cell[measure]));
      const units = spread(known.map(({ run }) => run.units.counted));
      const score = spread(known.map((cell) => cell[measure]));
      if (!units || !score) return {};
      const middle: Point = [units.median, score.median, 'median'];
      const ranges: readonly Range[] = [[units.median, score.low, score.high]];
      return {
        faint: known.map((cell): Point => [cell.run.units.counted, cell[measure], seedText(cell)]),
        dots: [middle],
        label: middle,
        ...(known.length > 1 ? { ranges } : {}),
      };
    }),
  );
  const best = frontier(comparison, (cell) => cell[measure]);
  const names = list(best.map(({ title }) => title));
  const what =
    measure === 'robust'
      ? `accuracy under attack at ε = ${headlineOf(comparison)?.text ?? '0'}`
      : 'accuracy on the development set';
  return {
    title: measure === 'robust' ? 'Accuracy under attack against cost' : 'Accuracy against cost',
    caption:
      `${what.charAt(0).toUpperCase()}${what.slice(1)} over the units that training took: a large mark for the median of the seeds, a line for their range, a small mark a run; what cost the same stands side by side. Up and left is better. Dashed: the frontier, the methods ` +
      `that none of the same or less cost beats in the median: ${names}.`,
    svg: chart({
      label: `${what.charAt(0).toUpperCase()}${what.slice(1)} against units of training`,
      x: { title: 'units of training', format: thousands },
      y: { title: measure === 'robust' ? 'accuracy under attack, %' : 'accuracy, %', format: percent },
      series,
      frontier: best.map(({ title, units, score }) => [
        units,
        score,
        series.find(({ name }) => name === title)?.shift ?? 0,
      ]),
    }),
  };
}

/** Pixels between methods that cost the same. */
const pitch = 10;

/** Moves methods that cost the same, to within three hundredths of the dearest, apart from one another. */
function apart(series: readonly Series[]): readonly Series[] {
  const most = Math.max(...series.map(({ label }) => label?.[0] ?? 0));
  const isBeside = (a: Series, b: Series) => Math.abs((a.label?.[0] ?? -most) - (b.label?.[0] ?? -most)) < 0.03 * most;
  return series.map((one) => {
    const beside = series.filter((other) => isBeside(one, other));
    const last = (beside.length - 1) / 2;
    return { ...one, shift: pitch * (beside.indexOf(one) - last), clear: pitch * last };
  });
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
    const line = rows.map(([radius, s]): Point => [radius, s.median, 'median']);
    return {
      lines: [line],
      dots: line,
      label: line.at(-1),
      ...(runs.length > 1 ? { band: rows.map(([radius, s]): Range => [radius, s.low, s.high]) } : {}),
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
  const series = each(comparison, (runs) => {
    const lines = runs.map((cell) =>
      cell.run.epochCurve.map((p): Point => [p.units, p.development, `${seedText(cell)}, epoch ${p.epoch}`]),
    );
    return { ...curvesOf(lines), faint: lines.flat() };
  });
  return {
    title: 'Learning curves: accuracy',
    caption:
      'Accuracy on the development set after each epoch, over the units spent so far. Thin: a run; thick: the median of the seeds, where they have points at the same units.',
    svg: chart({
      label: 'Accuracy on the development set over the units spent',
      x: { title: 'units so far', format: thousands },
      y: { title: 'accuracy, %', format: percent },
      series: isCurve ? series : [],
    }),
  };
}

function loss(comparison: Comparison): Figure {
  const series = each(comparison, (runs) => {
    const lines = runs.map(({ run }) => run.curve.map((p): Point => [p.units, p.loss]));
    return curvesOf(lines);
  });
  return {
    title: 'Learning curves: training loss',
    caption:
      'What each method minimises, so the curves are not comparable in height: an adversarial loss is meant to be higher. Lines as above.',
    svg: chart({
      label: 'Training loss over the units spent',
      x: { title: 'units so far', format: thousands },
      y: { title: 'training loss', format: (value) => `${value}`, from: 0 },
      series,
    }),
  };
}
