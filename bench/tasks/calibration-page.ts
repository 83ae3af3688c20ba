import { cpus } from 'node:os';
import { optionsText, pairedDifferences, points, radiusOf, rounded, spread } from '@advtrain/compare';
import type { MethodOptions, RuleName, RunResult, TaskInfo } from '@advtrain/compare';
import type { Length } from '@advtrain/core';

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

/** A cell as an object of the JSON output. */
export function rowOf(cell: Cell): Readonly<Record<string, unknown>> {
  const { model, data, method, source, options, runs } = cell;
  return {
    model,
    data,
    method,
    source,
    options,
    collapsed: runs.filter((run) => isLost(run, cell)).length,
    development: runs.map(accuracyOf),
    attacked: runs.map((run) => attackedOf(run, cell)),
  };
}

/** The page about some cells, in Markdown. */
export function page(cells: readonly Cell[], backend: string): string {
  const [cpu] = cpus();
  const groups = [...new Set(cells.map(groupOf))].map(
    (name) => [name, cells.filter((cell) => groupOf(cell) === name)] as const,
  );
  return `# Sizes of perturbations: rules against published constants

\`npm run bench -- calibration\` on ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0] ?? ''}. The rules are those of \`advtrain calibrate\`, each from one probe of the first seed; published are the constants of Zhu et al. (2020) for RoBERTa-large. Medians of the seeds with their range in brackets, in percent; attacked: ten moves of projected gradient ascent at ${cells[0]?.headline ?? '2%'} of the median ‖x‖. Lost: runs that answer one class, or whose loss stopped being a number.

## Rules against published constants

${table(['rule', 'as good or better', 'accuracy, points', 'attacked, points', 'lost', 'lost with published constants'], summary(cells))}
As good or better: of all pairs of one model, data set, method and seed, those whose accuracy is no lower. Points: the mean difference.
${groups.map(([name, group]) => `\n## ${name}\n\nThe median ‖x‖ is ${rounded(group[0]?.task.lengths?.example ?? Number.NaN)}.\n\n${table(['method', 'sizes', 'options', 'accuracy', 'attacked', 'lost'], group.map(line))}`).join('')}`;
}

function groupOf({ model, data }: Cell): string {
  return `${model} on ${data}`;
}

function line(cell: Cell): readonly string[] {
  const { method, source, options, runs } = cell;
  const lost = runs.filter((run) => isLost(run, cell)).length;
  return [
    ...[method, source, optionsText(options), spreadText(runs.map(accuracyOf))],
    ...[spreadText(runs.map((run) => attackedOf(run, cell))), `${lost} of ${runs.length}`],
  ];
}

/** A row for each rule: how its sizes do against the published ones, in pairs. */
function summary(cells: readonly Cell[]): readonly (readonly string[])[] {
  const rules = [...new Set(cells.map(({ source }) => source))].filter(
    (source) => !['natural', 'published'].includes(source),
  );
  return rules.map((rule) => {
    const pairs = cells.flatMap((cell) => {
      const other = cells.find((each) => each.source === 'published' && isSame(each, cell));
      return cell.source === rule && other ? [[cell, other] as const] : [];
    });
    const differences = (of: (run: RunResult, cell: Cell) => number) =>
      pairs.flatMap(([cell, other]) => pairedDifferences(bySeed(cell, of), bySeed(other, of)));
    const accuracy = differences(accuracyOf);
    const lost = (which: 0 | 1) =>
      pairs.reduce((sum, pair) => sum + pair[which].runs.filter((run) => isLost(run, pair[which])).length, 0);
    return [
      rule,
      `${accuracy.filter((difference) => difference >= 0).length} of ${accuracy.length}`,
      meanText(accuracy),
      meanText(differences(attackedOf)),
      `${lost(0)}`,
      `${lost(1)}`,
    ];
  });
}

function isSame(a: Cell, b: Cell): boolean {
  return a.model === b.model && a.data === b.data && a.method === b.method;
}

function bySeed(cell: Cell, of: (run: RunResult, cell: Cell) => number): ReadonlyMap<number, number> {
  return new Map(cell.runs.map((run) => [run.seed, of(run, cell)]));
}

/** What a run that diverged scores is nothing. */
function accuracyOf({ accuracy }: RunResult): number {
  return accuracy['development'] ?? 0;
}

function attackedOf({ robust }: RunResult, { task, headline }: Cell): number {
  const { radius } = radiusOf(headline, task);
  return robust.find((point) => point.radius === radius)?.accuracy ?? 0;
}

function isLost({ status, predicted }: RunResult, { task }: Cell): boolean {
  const majority = task.sets[0]?.majority ?? 0;
  return status === 'diverged' || (majority < 0.9 && Math.max(...predicted) >= 0.98);
}

function spreadText(values: readonly number[]): string {
  const found = spread(values);
  if (!found) return '–';
  const range = values.length > 1 ? ` (${points(found.low)}–${points(found.high)})` : '';
  return `${points(found.median)}${range}`;
}

function meanText(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${mean < 0 ? '−' : '+'}${points(Math.abs(mean))}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return `${row(header)}${row(header.map((_, at) => (at < 3 ? '---' : '---:')))}${rows.map(row).join('')}`;
}
