import { pgd } from '@advtrain/attacks';
import type { Cluster, Model } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { ownRows } from '@advtrain/evaluate';
import type { ExampleSet, Pause } from '@advtrain/evaluate';
import { calibrationError } from '@advtrain/statistics';
import { toldByEach } from '../../cluster/told.ts';
import type { ModelResult } from './results.ts';

/** How a model is asked. */
export interface AnswersOptions {
  /** The names of the classes, in their order; undefined where examples have none of their own. */
  readonly labelNames: readonly string[] | undefined;
  readonly pause: Pause;
  readonly cluster: Cluster | undefined;
}

/** What a model answers to all examples without an attack, and how well it knows when it is right. */
export async function answersOf(
  model: Model,
  set: ExampleSet,
  { labelNames, pause, cluster }: AnswersOptions,
): Promise<Pick<ModelResult, 'accuracy' | 'answered' | 'favourite' | 'calibrationError'>> {
  const own = ownRows(cluster, [...set.labels.keys()]);
  const options = { key: key(0), rows: own, temperature: 1, pause };
  const seen = own.length > 0 ? [...(await pgd({ radius: 0, steps: 1 }).look(model, set, options)).logits] : [];
  const logits = new Map(toldByEach(cluster, seen.map(plain)).flat().map(numbers));
  const rows = set.labels.map((label, row) => ({ label, logits: logits.get(row)! }));
  const right = rows.map((row) => row.logits.every(Number.isFinite) && answerOf(row.logits) === row.label);
  const favourite =
    labelNames &&
    favouriteOf(
      rows.map((row) => answerOf(row.logits)),
      set.labels,
      labelNames,
    );
  return {
    ...(favourite && { favourite }),
    accuracy: right.filter(Boolean).length / right.length,
    answered: right.map((isRight) => (isRight ? 1 : 0)),
    calibrationError: calibrationError({ confidences: rows.map((row) => confidenceOf(row.logits)), right }),
  };
}

/** So much of all answers is almost all, as in training; and data that have so much of one class say nothing of a model that answers it. */
export const almostAll = 0.98;
const uneven = 0.9;

/** The class that a model answers almost alone, or that always answering it would be right as often; undefined where there is none. */
export function favouriteOf(
  answers: readonly number[],
  labels: readonly number[],
  labelNames: readonly string[],
): ModelResult['favourite'] {
  const share = (of: readonly number[], label: number) => of.filter((each) => each === label).length / of.length;
  const commonest = (of: readonly number[]) =>
    [...new Set(of)].reduce((best, each) => (share(of, each) > share(of, best) ? each : best), of[0]!);
  const usual = commonest(labels);
  if (share(labels, usual) > uneven) return undefined;
  const named = (label: number) => ({
    label: labelNames[label] ?? 'a class that the data lack',
    answered: share(answers, label),
    present: share(labels, label),
  });
  const only = named(commonest(answers));
  if (only.answered >= almostAll) return only;
  const right = answers.filter((answer, row) => answer === labels[row]).length / labels.length;
  return right <= share(labels, usual) ? named(usual) : undefined;
}

/** What no number is in JSON. */
type Said = readonly [row: number, logits: readonly (number | null)[]];

function plain([row, logits]: readonly [number, ArrayLike<number>]): Said {
  return [row, Array.from(logits, (logit) => (Number.isFinite(logit) ? logit : null))];
}

function numbers([row, logits]: Said): readonly [number, readonly number[]] {
  return [row, logits.map((logit) => logit ?? Number.NaN)];
}

function answerOf(logits: readonly number[]): number {
  return logits.indexOf(Math.max(...logits));
}

/** The probability of the likeliest class. An answer that is no number is wrong, and counts as one that is sure. */
function confidenceOf(logits: readonly number[]): number {
  if (!logits.every(Number.isFinite)) return 1;
  const most = Math.max(...logits);
  return 1 / logits.reduce((sum, each) => sum + Math.exp(each - most), 0);
}
