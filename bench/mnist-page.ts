import { cpus } from 'node:os';

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
  readonly net: string;
  /** Images that were attacked at the marks and at the end. */
  readonly attacked: { readonly often: number; readonly last: number };
}

const reference = 'PGD-40';

/** The page about a run, in Markdown. */
export function page(race: Race): string {
  const { courses, seconds, seed, net, backend, attacked } = race;
  const target = courses.find(({ name }) => name === reference)!.marks.at(-1)!;
  const [cpu] = cpus();
  return `# MNIST: five methods side by side

\`npm run bench -- mnist --seconds ${seconds} --seed ${seed}\` on ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0]!}. Net: ${net}.

The methods were trained in turns, one step at a time, so that other work on the machine met all alike, each for its part of the ${seconds} seconds: the cheap ones were stopped long before the dearest, as the tables say. Batch 64, Adam at 0.002, ℓ∞ ε 0.3, which rises from 0 over the first 100 steps; one seed. Under attack: PGD-40 (step 0.01, random start) on the first ${attacked.last} test images, whose sampling error is up to ±${sampling(attacked.last)} points.

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

## To what ${reference} reached, ${percent(target.robust)} of those ${attacked.often} under attack

${table(
  ['method', 'seconds', `${reference}’s time ÷ its`, 'units', `${reference}’s units ÷ its`],
  courses.map((course) => [course.name, ...arrival(course, target)]),
)}
`;
}

/** When a course reached what the other ends with, between two marks by a straight line, and how much sooner that was. */
function arrival({ marks }: Course, target: Mark): string[] {
  const after = marks.findIndex(({ robust }) => robust >= target.robust);
  if (after < 0 || target.robust === 0) {
    const { seconds: spent, units: paid } = marks.at(-1)!;
    return [`not in ${spent.toFixed(0)}`, '–', `not in ${paid.toFixed(0)}`, '–'];
  }
  const [from, to] = [marks[after - 1] ?? { seconds: 0, units: 0, robust: 0 }, marks[after]!];
  const way = (target.robust - from.robust) / (to.robust - from.robust || 1);
  const [seconds, units] = [mix(from.seconds, to.seconds, way), mix(from.units, to.units, way)];
  return [
    seconds.toFixed(0),
    (target.seconds / seconds).toFixed(1),
    units.toFixed(0),
    (target.units / units).toFixed(1),
  ];
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
