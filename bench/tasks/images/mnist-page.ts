import { cpus } from 'node:os';
import { imageNets, type ImageNetName } from '@advtrain/models';

/** What a method has spent at a point of its course, and what it had reached. */
export interface Mark {
  /** Processor seconds of training. */
  readonly seconds: number;
  readonly units: number;
  /** Accuracy under PGD-40, in [0, 1]. */
  readonly robust: number;
}

/** A method's training, and what became of it. */
export interface Course {
  readonly name: string;
  readonly marks: readonly Mark[];
  /** Accuracy on all test images, in [0, 1]. */
  readonly clean: number;
  /** Accuracy under PGD-40 at the end, on more images than at the marks. */
  readonly robust: number;
  readonly steps: number;
  readonly units: number;
  /** Processor seconds of training. */
  readonly seconds: number;
}

/** A run of the benchmark. */
export interface Race {
  readonly courses: readonly Course[];
  /** Processor seconds that the methods had at most. */
  readonly seconds: number;
  readonly seed: number;
  readonly backend: string;
  readonly net: ImageNetName;
  /** Images that were attacked at the marks and at the end. */
  readonly attacked: { readonly often: number; readonly last: number };
}

const reference = 'PGD-40';
/** Accuracy that is not far above that of a guess among ten classes, in [0, 1]. */
const guessing = 0.2;

/** The page about a run, in Markdown. */
export function page(race: Race): string {
  const { courses, seconds, seed, net, backend, attacked } = race;
  const targets = courses.find(({ name }) => name === reference)!.marks.filter(({ robust }) => robust >= guessing);
  const [cpu] = cpus();
  return `# MNIST: five methods side by side

\`npm run bench -- mnist --net ${net} --seconds ${seconds} --seed ${seed}\` on ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0]!}. Net: ${imageNets[net].description}.

The methods were trained in turns, one step at a time, so that other work on the machine met all alike, each for its part of the ${seconds} seconds: the cheap ones were stopped long before the dearest, as the tables say. Batch 64, Adam at 0.002, ℓ∞ ε 0.3, which rises from 0 over the first 100 steps; one seed. Under attack: PGD-40 (step 0.01, random start) on the loss at the calibrated temperature, of the first ${attacked.last} test images, whose sampling error is up to ±${sampling(attacked.last)} points.

${table(
  ['method', 'seconds', 'steps', 'units a step', 'ms a step', 'ms a unit', 'clean', 'under PGD-40'],
  courses.map(({ name, seconds: spent, steps, units, clean, robust }) => [
    name,
    spent.toFixed(0),
    String(steps),
    (units / steps).toFixed(1),
    ((1000 * spent) / steps).toFixed(0),
    ((1000 * spent) / units).toFixed(1),
    percent(clean),
    percent(robust),
  ]),
)}

Times are processor time. A unit is a forward pass, a backward pass to the inputs, or one to the weights.

## In the course of training

Accuracy under PGD-40 in percent (first ${attacked.often} test images, ±${sampling(attacked.often)} points), after so many seconds.

${table(
  ['method', ...courses[0]!.marks.map((_, mark) => `mark ${mark + 1}`)],
  courses.map(({ name, marks }) => [
    name,
    ...marks.map(({ seconds: at, robust }) => `${(100 * robust).toFixed(1)} (${at.toFixed(0)} s)`),
  ]),
)}

## How many times sooner than ${reference}

To what ${reference} had at its marks, where it was above ${percent(guessing)}: its time by theirs and, in brackets, its units by theirs.

${table(
  ['method', ...targets.map(({ seconds: at, robust }) => `${percent(robust)}, after ${at.toFixed(0)} s`)],
  courses
    .filter(({ name }) => name !== reference)
    .map(({ name, marks }) => [name, ...targets.map((target) => sooner(marks, target))]),
)}
`;
}

/** How much sooner than the other a course reached what that had at a mark, by a straight line between its own marks. */
function sooner(marks: readonly Mark[], target: Mark): string {
  const after = marks.findIndex(({ robust }) => robust >= target.robust);
  if (after < 0) return `not in ${marks.at(-1)!.seconds.toFixed(0)} s`;
  const from = marks[after - 1] ?? { seconds: 0, units: 0, robust: 0 };
  const to = marks[after]!;
  const way = (target.robust - from.robust) / (to.robust - from.robust);
  const time = target.seconds / mix(from.seconds, to.seconds, way);
  return `${time.toFixed(1)} (${(target.units / mix(from.units, to.units, way)).toFixed(1)})`;
}

function mix(from: number, to: number, way: number): number {
  return from + (to - from) * way;
}

/** The standard error of a share of so many images, at most, in points. */
function sampling(images: number): string {
  return (100 * Math.sqrt(0.25 / images)).toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
