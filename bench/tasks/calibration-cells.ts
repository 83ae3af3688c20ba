import { pairedDifferences, radiusOf } from '@advtrain/compare';
import type { MethodOptions, RuleName, RunResult, TaskInfo } from '@advtrain/compare';
import type { Length } from '@advtrain/core';
import { mean } from '@advtrain/statistics';

/** Where sizes come from. */
export type Source = RuleName | 'published' | 'natural';

/** A method with sizes from somewhere, on a model and data. */
export interface Cell {
  readonly model: string;
  readonly data: string;
  readonly method: string;
  readonly source: Source;
  readonly options: MethodOptions;
  readonly runs: readonly RunResult[];
  readonly task: TaskInfo;
  /** The radius of the attack that is shown. */
  readonly headline: Length;
}

/** How the sizes of a rule do against published ones, in pairs of one model, data set, method and seed. */
export interface Standing {
  readonly rule: RuleName;
  readonly pairs: number;
  /** Pairs whose accuracy is no lower. */
  readonly asGood: number;
  /** Mean difference of accuracy, as a share; that under attack likewise. */
  readonly accuracy: number;
  readonly attacked: number;
  readonly lost: number;
  readonly lostPublished: number;
}

/** The seed with which every rule runs. */
export const firstSeed = 1;

/** Whether a seed is the one that the rule is picked on. */
export function isFirst(seed: number): boolean {
  return seed === firstSeed;
}

/** The rules that sized some cells. */
export function rulesOf(cells: readonly Cell[]): readonly RuleName[] {
  return [...new Set(cells.map(({ source }) => source))].filter(
    (source): source is RuleName => source !== 'natural' && source !== 'published',
  );
}

/** How a rule does with some seeds. */
export function standing(cells: readonly Cell[], rule: RuleName, isCounted: (seed: number) => boolean): Standing {
  const pairs = cells.flatMap((cell) => {
    const other = cells.find((each) => each.source === 'published' && isSame(each, cell));
    return cell.source === rule && other ? [{ cell: ofSeeds(cell, isCounted), other: ofSeeds(other, isCounted) }] : [];
  });
  const differences = (of: (run: RunResult, cell: Cell) => number) =>
    pairs.flatMap(({ cell, other }) => pairedDifferences(bySeed(cell, of), bySeed(other, of)));
  const accuracy = differences(accuracyOf);
  return {
    rule,
    pairs: accuracy.length,
    asGood: accuracy.filter((difference) => difference >= 0).length,
    accuracy: mean(accuracy),
    attacked: mean(differences(attackedOf)),
    lost: pairs.reduce((sum, { cell }) => sum + lostOf(cell), 0),
    lostPublished: pairs.reduce((sum, { other }) => sum + lostOf(other), 0),
  };
}

/** The rule that loses the fewest runs of the first seed; of those, the one with the most accuracy without and with attack together. */
export function bestRule(cells: readonly Cell[]): RuleName {
  const standings = rulesOf(cells).map((rule) => standing(cells, rule, isFirst));
  const [best] = standings.sort((a, b) => a.lost - b.lost || b.accuracy + b.attacked - (a.accuracy + a.attacked));
  if (!best) throw new Error('There are no cells with sizes by a rule.');
  return best.rule;
}

/** Cells with those that ran with more seeds in place of the same ones with fewer. */
export function withSeeds(cells: readonly Cell[], more: readonly Cell[]): readonly Cell[] {
  return cells.map((cell) => more.find((each) => each.source === cell.source && isSame(each, cell)) ?? cell);
}

/** What a run that diverged scores is nothing. */
export function accuracyOf({ accuracy }: RunResult): number {
  return accuracy['development'] ?? 0;
}

/** Accuracy at the radius that is shown. */
export function attackedOf({ robust }: RunResult, { task, headline }: Cell): number {
  const { radius } = radiusOf(headline, task);
  return robust.find((point) => point.radius === radius)?.accuracy ?? 0;
}

/** Whether a run answers one class, or its loss stopped being a number. */
export function isLost({ status, predicted }: RunResult, { task }: Cell): boolean {
  const majority = task.sets[0]?.majority ?? 0;
  return status === 'diverged' || (majority < 0.9 && Math.max(...predicted) >= 0.98);
}

/** How many runs of a cell are lost. */
export function lostOf(cell: Cell): number {
  return cell.runs.filter((run) => isLost(run, cell)).length;
}

function isSame(a: Cell, b: Cell): boolean {
  return a.model === b.model && a.data === b.data && a.method === b.method;
}

function ofSeeds(cell: Cell, isCounted: (seed: number) => boolean): Cell {
  return { ...cell, runs: cell.runs.filter(({ seed }) => isCounted(seed)) };
}

function bySeed(cell: Cell, of: (run: RunResult, cell: Cell) => number): ReadonlyMap<number, number> {
  return new Map(cell.runs.map((run) => [run.seed, of(run, cell)]));
}
