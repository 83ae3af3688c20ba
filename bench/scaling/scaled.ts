import { quantile } from '../sides/statistics.ts';
import { fitted, hops, messages, relativeError, sentBytes, stepSeconds } from './cost.ts';
import type { Constants, Known, Machines, Observed, Work } from './cost.ts';
import type { Measured, Measurements } from './measure.ts';
import { subjects, type ModelName } from './plans.ts';

/** Bytes of a model's gradients, 4 for each parameter of a BERT with a head for two classes, and the share that is not of embeddings. */
export function gradients(model: ModelName): Pick<Work, 'bytes' | 'early'> {
  const {
    vocab_size,
    max_position_embeddings,
    hidden_size: h,
    intermediate_size: wide,
    num_hidden_layers,
  } = subjects[model].shape;
  const norm = 2 * h;
  const embeddings = (vocab_size + max_position_embeddings + 2) * h + norm;
  const block = 4 * (h * h + h) + norm + (h * wide + wide) + (wide * h + h) + norm;
  const head = h * h + h + 2 * h + 2;
  const all = embeddings + num_hidden_layers * block + head;
  return { bytes: 4 * all, early: 1 - embeddings / all };
}

/** A measured step beside what the model says of it. */
export interface Checked {
  readonly cell: Measured;
  /** Seconds of the same step where each process trains for itself. */
  readonly alone: number;
  readonly predicted: number;
  /** How far the model is from the measurement, as a share of it. */
  readonly error: number;
  /** Whether the constants were not fitted to it. */
  readonly isHeldOut: boolean;
}

/** What measurements come to. */
export interface Scaling {
  readonly constants: Constants;
  readonly checked: readonly Checked[];
  /** The work of a step of a model with so many examples of each process. */
  work(model: ModelName, each: number): Work;
}

interface Step extends Observed {
  readonly cell: Measured;
  /** The same step where each process trains for itself. */
  readonly alone: Measured | undefined;
}

/** Fits the model to steps of two processes with short links, of the two smaller models, and holds it against all others. */
export function scaledBy({ cells, cores }: Measurements): Scaling {
  const alone = cells.filter(({ link, processes }) => link === undefined && processes === 2);
  const aloneAs = (model: ModelName, each: number, rounds?: number) =>
    alone.find((cell) => cell.model === model && cell.each === each && cell.rounds === rounds);
  const work = (model: ModelName, each: number, rounds?: number): Work => {
    const natural = alone.filter((cell) => cell.model === model && cell.rounds === undefined);
    const seconds = aloneAs(model, each, rounds)?.seconds ?? lineOf(natural)(each);
    return { seconds, ...gradients(model) };
  };
  const steps = cells
    .filter(({ link, each, moments }) => link !== undefined && each > 0 && moments === undefined)
    .map((cell): Step => {
      const { model, each, rounds, seconds } = cell;
      const asked = [model, each, rounds] as const;
      return { cell, alone: aloneAs(...asked), work: work(...asked), machines: machinesOf(cell, cores), seconds };
    });
  const known = knownFrom(
    cells.filter(({ each }) => each === 0),
    steps.filter(isFitted),
    cores,
  );
  const constants = fitted(steps.filter(isFitted), known);
  const checked = steps.map((step) => ({
    cell: step.cell,
    alone: step.work.seconds * step.machines.perCore!,
    predicted: stepSeconds(step.work, step.machines, constants),
    error: relativeError(step, constants),
    isHeldOut: !isFitted(step),
  }));
  return { constants, checked, work };
}

function isFitted({ cell: { model, processes, rounds, link } }: Step): boolean {
  return processes === 2 && rounds === undefined && model !== 'RoBERTa-large' && (link?.milliseconds ?? 0) < 5;
}

/** What processors do is known without the model: for a message by short sums of more and more processes, for a byte by steps. */
function knownFrom(short: readonly Measured[], steps: readonly Step[], cores: number): Known {
  const one = (values: readonly number[]) =>
    lineThrough(
      short.map(({ processes }) => hops(processes)),
      values,
    );
  const perMessage = one(short.map(({ processor }) => processor)).slope;
  const perHop = one(short.map((cell) => cell.seconds / machinesOf(cell, cores).perCore!)).slope;
  const perByte = steps.flatMap(({ cell: { processes, processor }, alone, work: { bytes } }) =>
    alone
      ? [(processor - alone.processor - perMessage * messages(processes, bytes)) / sentBytes(processes, bytes)]
      : [],
  );
  const [near, relayed] = [undefined, 0].map((delay) =>
    steps.find(({ cell }) => isPlain(cell) && cell.link!.milliseconds === delay)!,
  );
  const perRelayedByte = (relayed!.seconds - near!.seconds) / sentBytes(2, near!.work.bytes);
  return { perByte: quantile(perByte, 0.5), perRelayedByte, perMessage, perHop };
}

/** Examples in a second of all processes, as a share of so many processes that each train for themselves. */
export function efficiency({ constants, work }: Scaling, model: ModelName, each: number, machines: Machines): number {
  const own = work(model, each);
  return own.seconds / stepSeconds(own, machines, constants);
}

/** The least examples of a process with which so large a share is kept; `undefined` where 4,096 are too few. */
export function leastEach(scaling: Scaling, model: ModelName, machines: Machines, share: number): number | undefined {
  for (let each = 1; each <= 4096; each++) if (efficiency(scaling, model, each, machines) >= share) return each;
  return undefined;
}

/** The step that is timed with a relay that delays nothing, and without. */
function isPlain({ model, each, rounds, link }: Measured): boolean {
  return rounds === undefined && model === 'MiniLM-L6' && each === 8 && link?.gigabits === 10;
}

function machinesOf({ processes, link = {} }: Measured, cores: number): Machines {
  // What the kernel does between its own hosts is no link; only short sums are timed over it.
  const { gigabits = Infinity, milliseconds = 0 } = link;
  const isRelayed = link.milliseconds !== undefined;
  return { processes, gigabits, milliseconds, isRelayed, perCore: Math.max(1, processes / cores) };
}

/** Seconds by examples, as a line through measurements: each counts by what it is off by as a share. */
function lineOf(cells: readonly Measured[]): (each: number) => number {
  const seconds = cells.map((cell) => cell.seconds);
  const { at, slope } = lineThrough(
    cells.map(({ each }) => each),
    seconds,
    seconds.map((value) => 1 / value ** 2),
  );
  return (each) => at + slope * each;
}

/** The line of least squares. */
function lineThrough(xs: readonly number[], ys: readonly number[], weights = xs.map(() => 1)) {
  const total = sum(weights);
  const x = sum(xs.map((each, i) => weights[i]! * each)) / total;
  const y = sum(ys.map((each, i) => weights[i]! * each)) / total;
  const slope =
    sum(xs.map((each, i) => weights[i]! * (each - x) * (ys[i]! - y))) /
    sum(xs.map((each, i) => weights[i]! * (each - x) ** 2));
  return { at: y - slope * x, slope };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
