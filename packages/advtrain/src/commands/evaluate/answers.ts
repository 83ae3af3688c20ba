import { pgd } from '@advtrain/attacks';
import type { Cluster, Model } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { ownRows } from '@advtrain/evaluate';
import type { ExampleSet, Pause } from '@advtrain/evaluate';
import { calibrationError } from '@advtrain/statistics';
import { toldByEach } from '../../cluster/told.ts';
import type { ModelResult } from './results.ts';

/** What a model answers to all examples without an attack, and how well it knows when it is right. */
export async function answersOf(
  model: Model,
  set: ExampleSet,
  { pause, cluster }: { readonly pause: Pause; readonly cluster: Cluster | undefined },
): Promise<Pick<ModelResult, 'accuracy' | 'answered' | 'calibrationError'>> {
  const own = ownRows(cluster, [...set.labels.keys()]);
  const options = { key: key(0), rows: own, temperature: 1, pause };
  const seen = own.length > 0 ? [...(await pgd({ radius: 0, steps: 1 }).look(model, set, options)).logits] : [];
  const logits = new Map(toldByEach(cluster, seen.map(plain)).flat().map(numbers));
  const rows = set.labels.map((label, row) => ({ label, logits: logits.get(row)! }));
  const right = rows.map((row) => row.logits.every(Number.isFinite) && answerOf(row.logits) === row.label);
  return {
    accuracy: right.filter(Boolean).length / right.length,
    answered: right.map((isRight) => (isRight ? 1 : 0)),
    calibrationError: calibrationError({ confidences: rows.map((row) => confidenceOf(row.logits)), right }),
  };
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
