/**
 * What a search climbs by. `logits`: the margin of the likeliest wrong class over the right one, of logits divided by the
 * temperature, which does not saturate. `probability`: 1 − p(right) in float32, as TextAttack 0.3.11 has it: it stands still where
 * a model is over-confident (Raina et al., 2024), and the search with it.
 */
export type Goal = 'logits' | 'probability';

/** How near a text is to its goal. */
export interface Scored {
  /** Higher is nearer. */
  readonly score: number;
  /** Whether it is there: the model answers another class. */
  readonly wrong: boolean;
}

/** How near logits [C] are to a class other than `label`. */
export function scored(logits: readonly number[], label: number, goal: Goal, temperature: number): Scored {
  const score = goal === 'logits' ? margin(logits, label) / temperature : improbability(logits, label);
  return { score, wrong: answered(logits) !== label };
}

/** The class that logits answer: the first of the largest. */
export function answered(logits: readonly number[]): number {
  return logits.indexOf(Math.max(...logits));
}

function margin(logits: readonly number[], label: number): number {
  const wrong = logits.filter((_, index) => index !== label);
  return Math.max(...wrong) - logits[label]!;
}

function improbability(logits: readonly number[], label: number): number {
  const largest = Math.fround(Math.max(...logits));
  const terms = logits.map((logit) => Math.fround(Math.exp(Math.fround(Math.fround(logit) - largest))));
  const sum = terms.reduce((total, term) => Math.fround(total + term), 0);
  return Math.fround(1 - Math.fround(terms[label]! / sum));
}
