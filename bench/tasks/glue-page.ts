import { cpus } from 'node:os';
import { count, duration, points, spread, type RunResult, type TaskInfo } from '@advtrain/compare';
import type { MetricName } from '@advtrain/datasets';

/** A method on a task. */
export interface Cell {
  readonly task: string;
  readonly title: string;
  readonly metric: MetricName;
  readonly method: string;
  readonly runs: readonly RunResult[];
  readonly examples: TaskInfo;
  readonly epochs: number;
}

/** A cell as an object of the JSON output. */
export function rowOf({ task, method, metric, runs, examples, epochs }: Cell): Readonly<Record<string, unknown>> {
  const development = runs.map(({ scores: by }) => by?.['development']?.[metric]);
  const units = runs.map(({ units: { counted } }) => counted);
  const seconds = runs.map(({ seconds: { training } }) => training);
  return { task, method, metric, development, trained_on: examples.trainExamples, epochs, units, seconds };
}

/** The page about some cells, in Markdown. */
export function page(cells: readonly Cell[], backend: string): string {
  const [cpu] = cpus();
  const rows = cells.map(({ task, metric, method, runs, examples, epochs }) => [
    ...[task, method, metric, scores(runs, metric), `${runs.length}`, count(examples.trainExamples)],
    ...[`${epochs}`, count(examples.sets[0]?.examples ?? 0), count(middle(runs.map(({ units }) => units.counted)))],
    duration(middle(runs.map(({ seconds }) => seconds.training))),
  ]);
  return `# MiniLM-L6 on GLUE, ARC and CommonsenseQA

\`npm run bench -- glue\` on ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0] ?? ''}: all-MiniLM-L6-v2, AdamW at 0.0001, batches of 32, the last step's parameters on the development set. FreeLB: three rounds, step size 0.02, start 0.02, no projection, at three times the cost of natural training. Median of the seeds, and their range in brackets; where there is one seed, its order proves nothing. SNLI, MNLI and QQP were among this model's training data, and are not measured.

${table(
  ['task', 'method', 'metric', 'development', 'seeds', 'trained on', 'epochs', 'measured on', 'units', 'training time'],
  rows,
)}`;
}

function scores(runs: readonly RunResult[], metric: MetricName): string {
  const values = runs.map(({ scores: by }) => by?.['development']?.[metric] ?? Number.NaN).filter(Number.isFinite);
  const found = spread(values);
  if (!found) return '–';
  const range = values.length > 1 ? ` (${points(found.low)}–${points(found.high)})` : '';
  return `${points(found.median)}${range}`;
}

function middle(values: readonly number[]): number {
  return spread(values)?.median ?? Number.NaN;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return `${line(header)}${line(header.map((_, at) => (at < 3 ? '---' : '---:')))}${rows.map(line).join('')}`;
}
