import { examplesOf, latest, pooled, total } from './looks.ts';
import type { Look } from './looks.ts';

/** Examples that must have had one answer; at the end of training, when no more come, half of them. */
const enough = 32;

/** An answer of one class only. */
export interface OneClass {
  /** The class. */
  readonly index: number;
  /** Of how many examples. */
  readonly examples: number;
  /** The share of them that are of another class, in [0, 1]. */
  readonly others: number;
}

/**
 * The class that a model answers to at least 98 % of the latest examples, although at least 10 % are of another; `undefined`
 * where it answers more than one, or too few were asked.
 */
export function oneClass(looks: readonly Look[], isLast = false): OneClass | undefined {
  const recent = latest(looks, enough);
  const examples = examplesOf(recent);
  if (examples < (isLast ? enough / 2 : enough)) return undefined;
  const { answers, labels } = pooled(recent);
  const index = answers.indexOf(Math.max(...answers));
  if ((answers[index] ?? 0) < 0.98 * total(answers)) return undefined;
  if (Math.max(...labels) > 0.9 * examples) return undefined;
  return { index, examples, others: 1 - (labels[index] ?? 0) / examples };
}
