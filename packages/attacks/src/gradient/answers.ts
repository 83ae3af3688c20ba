import type { Model } from '@advtrain/core';
import type { AttackOptions } from '../attack/attack.ts';
import type { AttackedSet } from './attacked-set.ts';
import { answerOf, look } from './driving/look.ts';

/** What a model answers to clean examples. */
export interface Answered {
  /** The cross-entropy of each example, by its row: plain logits, without dropout. */
  readonly clean: ReadonlyMap<number, number>;
  /** The rows that it answers rightly, in their order. */
  readonly right: readonly number[];
  /** How many classes it answers. */
  readonly width: number;
}

/**
 * What a model answers to the clean examples of `rows`.
 *
 * @param model what is attacked.
 * @param set the examples.
 * @param options which rows, and in what batches.
 */
export async function answers(
  model: Model,
  set: AttackedSet,
  options: Omit<AttackOptions, 'temperature'>,
): Promise<Answered> {
  const { logits } = await look(model, set, { ...options, temperature: 1 });
  const rows = options.rows ?? set.labels.map((_, row) => row);
  return {
    clean: new Map(rows.map((row) => [row, surprise(logits.get(row)!, set.labels[row]!)])),
    right: rows.filter((row) => answerOf(logits.get(row)!) === set.labels[row]),
    width: logits.get(rows[0]!)?.length ?? 0,
  };
}

function surprise(logits: readonly number[], label: number): number {
  const most = Math.max(...logits);
  return Math.log(logits.reduce((sum, each) => sum + Math.exp(each - most), 0)) + most - logits[label]!;
}
