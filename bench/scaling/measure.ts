import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { quantile } from '../sides/statistics.ts';
import { UsageError } from '../usage-error.ts';
import { group } from './group.ts';
import type { Steps, StepsAsked } from './member.ts';
import { plans, subjects, type Cell, type Plan } from './plans.ts';

/** What the steps of a cell took. */
export interface Measured extends Cell {
  /** Seconds of a step: the median over steps of what the slowest process took. */
  readonly seconds: number;
  /** The quartiles of the same. */
  readonly quartiles: readonly [number, number];
  /** Seconds of processors that a process used in a step: the median over steps of the mean over processes. */
  readonly processor: number;
  /** The most memory that any process has had beside its libraries', where that is looked at. */
  readonly peakBytes?: number;
}

/** Steps before those that are timed: the first record, and touch memory for the first time. */
const warmUp = 2;
const firstWarmUp = 5;
const shortSums = 300;

/** Measured steps, and what they were measured on. */
export interface Measurements {
  readonly machine: string;
  readonly cores: number;
  readonly cells: readonly Measured[];
}

/**
 * Measures what a file does not have yet, and keeps each cell in it, a line of JSON, as soon as it is there. Throws a {@link UsageError}
 * where the file is of another machine.
 */
export async function measured(
  wanted: readonly Plan[],
  path: string | undefined,
  said: (cell: Measured) => void,
): Promise<Measurements> {
  const here = { machine: machineName(), cores: cpus().length };
  const kept = path === undefined ? [] : keptIn(path, here).cells;
  const found: Measured[] = [];
  for (const { model, processes, turns, isFar, moments, cells } of wanted) {
    const missing = cells.filter((cell) => !kept.some((each) => isSame(each, cell)));
    found.push(...kept.filter((each) => cells.some((cell) => isSame(each, cell))));
    if (missing.length === 0) continue;
    const training = await group(processes, { ...subjects[model], isSharded: moments === 'a share' }, isFar);
    try {
      for (const [index, cell] of missing.entries()) {
        const asked = { ...askedOf(cell, turns), warmUp: index === 0 ? firstWarmUp : warmUp };
        const one = summed(cell, await training.steps(asked, cell.link ?? {}));
        if (path !== undefined) appendFileSync(path, `${JSON.stringify(one)}\n`);
        said(one);
        found.push(one);
      }
    } finally {
      await training.close();
    }
  }
  return { ...here, cells: inOrder(found) };
}

function askedOf({ each, rounds, link }: Cell, turns: number): Omit<StepsAsked, 'warmUp'> {
  const some = { each, turns: each === 0 ? shortSums : turns, isAlone: link === undefined };
  return rounds === undefined ? some : { ...some, rounds };
}

/** What the steps of all processes come to. */
function summed(cell: Cell, steps: readonly Steps[]): Measured {
  const turns = steps[0]!.seconds.map((_, turn) => turn);
  const slowest = turns.map((turn) => Math.max(...steps.map(({ seconds }) => seconds[turn]!)));
  const used = turns.map((turn) => mean(steps.map(({ processor }) => processor[turn]!)));
  return {
    ...cell,
    seconds: rounded(quantile(slowest, 0.5)),
    quartiles: [rounded(quantile(slowest, 0.25)), rounded(quantile(slowest, 0.75))],
    processor: rounded(quantile(used, 0.5)),
    ...(cell.moments !== undefined && { peakBytes: Math.max(...steps.map(({ peakBytes }) => peakBytes)) }),
  };
}

/** What the lines of a file say. */
export function measurementsIn(text: string): Measurements {
  const [head, ...cells] = text.split('\n').slice(0, -1);
  const of = JSON.parse(head ?? '') as Omit<Measurements, 'cells'>;
  return { ...of, cells: inOrder(cells.map((line) => JSON.parse(line) as Measured)) };
}

/** In the order of the plans, whenever they were measured. */
function inOrder(cells: readonly Measured[]): readonly Measured[] {
  const all = plans.flatMap((plan) => plan.cells);
  const place = (cell: Measured) => all.findIndex((each) => isSame(each, cell));
  return [...cells].sort((a, b) => place(a) - place(b));
}

function keptIn(path: string, here: Omit<Measurements, 'cells'>): Measurements {
  if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(here)}\n`);
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  // What was cut off would become one line with what is added.
  if (whole !== text) writeFileSync(path, whole);
  const kept = measurementsIn(whole);
  if (kept.machine === here.machine) return kept;
  throw new UsageError(
    `${path} has what was measured on another machine (${kept.machine}): delete it, or give another --out.`,
  );
}

function machineName(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `a ${cpus().length}-core machine (${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB), Linux ${release()}, Node ${process.version}`;
}

function isSame(a: Cell, b: Cell): boolean {
  const key = ({ model, processes, each, rounds, moments, link }: Cell) =>
    JSON.stringify([model, processes, each, rounds, moments, link?.gigabits, link?.milliseconds, link !== undefined]);
  return key(a) === key(b);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(seconds: number): number {
  return Number(seconds.toPrecision(4));
}
