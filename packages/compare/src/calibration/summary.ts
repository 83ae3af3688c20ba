import { guessOf } from '../guards/chance-loss.ts';
import { countsOf } from '../guards/looks.ts';
import type { Climbed, Logits } from './climb.ts';
import type { Probe, ProbePoint, Quartiles } from './probe.ts';

/** The least positive number that float32 has in full precision. */
const leastNormal = 2 ** -126;

/** What batches of climbs have in common: means and quartiles over all their examples. */
export function summaryOf(
  batches: readonly Climbed[],
  { shares, unit, isRegression }: SummaryOptions,
): Pick<Probe, 'examples' | 'classes' | 'guess' | 'norms' | 'gradient' | 'vanished' | 'overflowed' | 'curve'> {
  const labels = batches.flatMap((batch) => batch.labels);
  const clean = batches.flatMap((batch) => batch.clean);
  const point = (share: number, several: Logits, one: Logits): ProbePoint => ({
    share,
    radius: share * unit,
    loss: lossOf(several, labels, isRegression),
    oneMove: lossOf(one, labels, isRegression),
    ...(isRegression ? {} : { accuracy: accuracyOf(several, labels, clean) }),
  });
  const largest = batches.flatMap((batch) => batch.largest);
  const gradients = batches.flatMap((batch) => batch.gradients);
  const widest = Math.max(...clean.map((row) => row.length));
  return {
    examples: labels.length,
    ...(isRegression ? {} : { classes: widest, guess: guessOf(countsOf(labels)) }),
    norms: {
      example: quartiles(batches.flatMap((batch) => batch.examples)),
      token: quartiles(batches.flatMap((batch) => batch.tokens)),
    },
    gradient: quartiles(gradients.filter(Number.isFinite)),
    vanished: partOf(largest, (value) => value < leastNormal),
    overflowed: partOf(largest, (value) => !Number.isFinite(value)),
    curve: [
      point(0, clean, clean),
      ...shares.map((each, index) => {
        const balls = batches.map((batch) => batch.balls[index]!);
        return point(
          each,
          balls.flatMap((ball) => ball.several),
          balls.flatMap((ball) => ball.one),
        );
      }),
    ],
  };
}

/** What a summary needs to know beside. */
export interface SummaryOptions {
  readonly shares: readonly number[];
  /** What a share of 1 is. */
  readonly unit: number;
  /** Whether labels are values. */
  readonly isRegression: boolean;
}

/** The mean cross-entropy; of values the mean square. */
function lossOf(logits: Logits, labels: readonly number[], isRegression: boolean): number {
  const losses = logits.map((row, index) => {
    const label = labels[index]!;
    if (isRegression) return ((row[0] ?? Number.NaN) - label) ** 2;
    const top = Math.max(...row);
    return top + Math.log(row.reduce((sum, value) => sum + Math.exp(value - top), 0)) - (row[label] ?? Number.NaN);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** The share of examples that are right, both there and clean. */
function accuracyOf(logits: Logits, labels: readonly number[], clean: Logits): number {
  const isRight = (row: readonly number[], label: number) => row.indexOf(Math.max(...row)) === label;
  return labels.filter((label, i) => isRight(logits[i]!, label) && isRight(clean[i]!, label)).length / labels.length;
}

function partOf(values: readonly number[], is: (value: number) => boolean): number {
  return values.filter(is).length / values.length;
}

/** Quartiles by linear interpolation; NaN of nothing. */
function quartiles(values: readonly number[]): Quartiles {
  const sorted = Float64Array.from(values).sort();
  const at = (part: number) => {
    const place = part * (sorted.length - 1);
    const low = sorted[Math.floor(place)] ?? Number.NaN;
    return low + (place % 1) * ((sorted[Math.ceil(place)] ?? low) - low);
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
