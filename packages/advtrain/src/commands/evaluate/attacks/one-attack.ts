import type { Outcome } from '@advtrain/attacks';
import type { Cluster } from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import { ownRows } from '@advtrain/evaluate';
import { toldByEach } from '../../../cluster/told.ts';
import type { Begun } from '../measures/progress.ts';
import type { AttackResult, BrokenText } from '../results.ts';
import type { Job } from './jobs.ts';

/** An attack that is about to be run, as people and results call it. */
export interface Running extends Omit<Job, 'determined' | 'units'> {
  readonly examples: Examples;
  /** Told how far it is. */
  readonly begun: Begun;
  /** Processes that each take their share of the rows, and all have what was found. */
  readonly cluster: Cluster | undefined;
}

/** Runs an attack, says how far it is, and sums up what became of the examples. */
export async function resultOf(running: Running): Promise<AttackResult> {
  const { as, name, radius, search, examples, begun, cluster, rows, run } = running;
  const began = performance.now();
  const some = ownRows(cluster, rows);
  const own = some.length > 0 ? await run(some, begun.tell) : [];
  const outcomes = toldByEach(cluster, own.map(plain))
    .flat()
    .sort((a, b) => a.row - b.row);
  const seconds = (performance.now() - began) / 1000;
  begun.end();
  const tried = outcomes.filter(({ right }) => right);
  const mean = (of: (outcome: Plain) => number): number =>
    tried.length === 0 ? 0 : tried.reduce((sum, outcome) => sum + of(outcome), 0) / tried.length;
  const exhausted = [...outcomes.keys()].filter((place) => outcomes[place]!.exhausted);
  return {
    as,
    name,
    ...(radius && { radius }),
    ...(search && { search }),
    held: outcomes.map(({ broken }) => (broken ? 0 : 1)),
    ...(exhausted.length > 0 && { exhausted }),
    queries: mean(({ queries }) => queries),
    asked: mean(({ asked }) => asked),
    units: mean(({ units }) => units),
    texts: outcomes.flatMap((outcome) => brokenText(outcome, examples)),
    seconds,
  };
}

/** An outcome as it goes to other processes. */
type Plain = Pick<
  Outcome<unknown>,
  'row' | 'right' | 'broken' | 'queries' | 'asked' | 'units' | 'size' | 'exhausted'
> & {
  /** Texts that broke it. */
  readonly texts?: readonly string[];
};

function plain({ adversarial, ...rest }: Outcome<unknown>): Plain {
  return { ...rest, ...(Array.isArray(adversarial) && { texts: adversarial as string[] }) };
}

/** What broke an example, where that is text. */
function brokenText({ row, texts, size }: Plain, examples: Examples): readonly BrokenText[] {
  if (!texts) return [];
  const pair = examples.pairs?.[row];
  return [
    {
      row,
      label: examples.labelNames[examples.labels[row]!] ?? String(examples.labels[row]),
      original: [examples.texts[row]!, ...(pair === undefined ? [] : [pair])],
      adversarial: texts,
      edits: size,
    },
  ];
}
