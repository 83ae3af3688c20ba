import { scoreOf } from '../results/cells.ts';
import { correctOf, unpacked } from '../results/correct.ts';
import { headlineOf } from '../results/radii.ts';
import type { AttackRadius } from '../results/radii.ts';
import type { Comparison, SetInfo } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';

/** What methods are compared by. */
export interface Measure {
  /** As a sentence names it: `accuracy`, `out of domain`, `under attack`. */
  readonly name: string;
  /** The same after a number: `in accuracy`, `out of domain`, `under attack`. */
  readonly where: string;
  /** The sets that it is the mean of. */
  readonly sets: readonly SetInfo[];
  /** How many examples those have, or how many were attacked. */
  readonly examples: number;
  /** Whether it counts right answers, and what was answered right without an attack. */
  readonly counts: 'answers' | 'attacked' | 'nothing';
  /** What a finished run measured, as a share; NaN where it did not. */
  readonly of: (run: RunResult) => number;
  /** Which of the examples it answered right, in the same order for all runs; `undefined` where it does not say. */
  readonly each: (run: RunResult) => readonly boolean[] | undefined;
}

/** What a comparison's methods are compared by: the development set, the mean of the other sets, the headline attack, and attacks on words. */
export function measuresOf(comparison: Comparison): readonly Measure[] {
  const [development, ...others] = comparison.task.sets.filter(({ chooses }) => !chooses);
  if (!development) return [];
  const counts = metricOf(comparison) === 'accuracy' ? 'answers' : 'nothing';
  const own: Measure = {
    name: metricOf(comparison),
    where: `in ${metricOf(comparison)}`,
    sets: [development],
    examples: development.examples,
    counts,
    of: (run) => scoreOf(run, development.id) ?? Number.NaN,
    each: (run) => answersOf(run, [development]),
  };
  const place = others.every(({ id }) => id.startsWith('test')) ? 'on the test set' : 'out of domain';
  const elsewhere: Measure = {
    name: place,
    where: place,
    sets: others,
    examples: others.reduce((sum, { examples }) => sum + examples, 0),
    counts,
    of: (run) => others.reduce((sum, { id }) => sum + (scoreOf(run, id) ?? Number.NaN), 0) / others.length,
    each: (run) => answersOf(run, others),
  };
  return [own, ...(others.length > 0 ? [elsewhere] : []), ...underAttack(comparison), ...underWords(comparison)];
}

/** The name of the measure of the headline attack. */
export const attacked = 'under attack';

function underAttack(comparison: Comparison): readonly Measure[] {
  const headline = headlineOf(comparison);
  return headline ? attackedAt(comparison, headline) : [];
}

/** What runs hold at a radius of the attack; none where nothing was attacked. */
export function attackedAt({ task, settings: { attack } }: Comparison, { radius }: AttackRadius): readonly Measure[] {
  const set = task.images ? task.sets.find(({ id }) => id === 'test') : task.sets[0];
  if (!attack || !set) return [];
  return [
    {
      name: attacked,
      where: attacked,
      sets: [set],
      examples: Math.min(attack.examples, set.examples),
      counts: 'attacked',
      of: ({ robust }) => robust.find((point) => point.radius === radius)?.accuracy ?? Number.NaN,
      each: ({ lostAt }) => lostAt?.map((lost) => lost === null || lost > radius),
    },
  ];
}

/** One for each attack on characters and words that was asked for. */
function underWords({ task, settings: { wordAttack } }: Comparison): readonly Measure[] {
  const [set] = task.sets;
  if (!wordAttack || !set) return [];
  return wordAttack.attacks.map((attack): Measure => ({
    name: `under attack by ${attack}`,
    where: `under attack by ${attack}`,
    sets: [set],
    examples: Math.min(wordAttack.examples, set.examples),
    counts: 'attacked',
    of: ({ words = [] }) => words.find(({ name }) => name === attack)?.accuracy ?? Number.NaN,
    each: ({ words = [] }) => {
      const found = words.find(({ name }) => name === attack);
      return found && unpacked(found.held, found.examples);
    },
  }));
}

/** Which examples of some sets a run answered right, one set after the other. */
function answersOf(run: RunResult, sets: readonly SetInfo[]): readonly boolean[] | undefined {
  const found = sets.map(({ id, examples }) => correctOf(run, id, examples));
  return found.includes(undefined) ? undefined : found.flatMap((answers) => answers ?? []);
}

/** What the development set is measured by: accuracy, or a regression's first metric. */
function metricOf({ runs }: Comparison): string {
  const run = runs.find(({ status }) => status === 'finished');
  if (!run || run.accuracy['development'] !== undefined) return 'accuracy';
  return Object.keys(run.scores?.['development'] ?? {})[0] ?? 'accuracy';
}
