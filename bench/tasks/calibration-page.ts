import { cpus } from 'node:os';
import { count, optionsText, points, rounded, spread } from '@advtrain/compare';
import type { RuleName } from '@advtrain/compare';
import {
  accuracyOf,
  attackedOf,
  bestRule,
  firstSeed,
  isFirst,
  lostOf,
  rulesOf,
  standing,
} from './calibration-cells.ts';
import type { Cell, Standing } from './calibration-cells.ts';

/** A cell as an object of the JSON output. */
export function rowOf(cell: Cell): Readonly<Record<string, unknown>> {
  const { model, data, method, source, options, runs } = cell;
  return {
    model,
    data,
    method,
    source,
    options,
    collapsed: lostOf(cell),
    development: runs.map(accuracyOf),
    attacked: runs.map((run) => attackedOf(run, cell)),
  };
}

/** The page about some cells, in Markdown. */
export function page(cells: readonly Cell[], backend: string): string {
  const [cpu] = cpus();
  const rules = rulesOf(cells);
  const groups = [...new Set(cells.map(groupOf))].map(
    (name) => [name, cells.filter((cell) => groupOf(cell) === name)] as const,
  );
  return `# Sizes of perturbations: rules against published constants

\`npm run bench -- calibration\` on ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0] ?? ''}. The rules are those of \`advtrain calibrate\`, each from one probe of the first seed; published are the constants of Zhu et al. (2020) for RoBERTa-large. Medians of the seeds with their range in brackets, in percent; attacked: ten moves of projected gradient ascent at ${cells[0]?.headline ?? '2%'} of the median ‖x‖. Lost: runs that answer one class, or whose loss stopped being a number. Units: passes over a batch, forward or backward, that a run took.

## Rules against published constants

With seed ${firstSeed}, all rules:

${table(
  standingHeader,
  rules.map((rule) => standingRow(standing(cells, rule, isFirst))),
)}
As good or better: of all pairs of one model, data set, method and seed, those whose accuracy is no lower. Points: the mean difference.
${picked(cells, rules)}${groups.map(([name, group]) => `\n## ${name}\n\nThe median ‖x‖ is ${rounded(group[0]?.task.lengths?.example ?? Number.NaN)}.\n\n${table(['method', 'sizes', 'options', 'units', 'accuracy', 'attacked', 'lost'], group.map(line))}`).join('')}`;
}

const standingHeader = [
  ...['rule', 'as good or better', 'accuracy, points', 'attacked, points'],
  ...['lost', 'lost with published constants'],
];

/** What is picked, and how it does with seeds that it was not picked on; of one rule there is nothing to pick. */
function picked(cells: readonly Cell[], rules: readonly RuleName[]): string {
  if (rules.length < 2) return '';
  const best = bestRule(cells);
  const others = [...new Set(cells.flatMap(({ runs }) => runs.map(({ seed }) => seed)))].filter(
    (seed) => !isFirst(seed),
  );
  const again =
    others.length === 0
      ? ''
      : `\nWith seed${others.length > 1 ? 's' : ''} ${others.join(', ')}, on which it was not picked:\n\n${table(standingHeader, [standingRow(standing(cells, best, (seed) => !isFirst(seed)))])}`;
  return `\nPicked: \`${best}\`. The rule that loses the fewest runs; of those, the one under which accuracy without and with attack together are highest.\n${again}`;
}

function standingRow({ rule, pairs, asGood, accuracy, attacked, lost, lostPublished }: Standing): readonly string[] {
  return [rule, `${asGood} of ${pairs}`, ...[accuracy, attacked].map(signedText), `${lost}`, `${lostPublished}`];
}

function groupOf({ model, data }: Cell): string {
  return `${model} on ${data}`;
}

function line(cell: Cell): readonly string[] {
  const { method, source, options, runs } = cell;
  const lost = lostOf(cell);
  return [
    ...[method, source, optionsText(options), unitsText(cell), spreadText(runs.map(accuracyOf))],
    ...[spreadText(runs.map((run) => attackedOf(run, cell))), `${lost} of ${runs.length}`],
  ];
}

/** What a run costs; runs with the same options cost the same, unless they diverged. */
function unitsText({ runs }: Cell): string {
  return count(Math.max(...runs.map(({ units }) => units.counted)));
}

function spreadText(values: readonly number[]): string {
  const found = spread(values);
  if (!found) return '–';
  const range = values.length > 1 ? ` (${points(found.low)}–${points(found.high)})` : '';
  return `${points(found.median)}${range}`;
}

function signedText(value: number): string {
  return `${value < 0 ? '−' : '+'}${points(Math.abs(value))}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return `${row(header)}${row(header.map((_, at) => (at < 3 ? '---' : '---:')))}${rows.map(row).join('')}`;
}
