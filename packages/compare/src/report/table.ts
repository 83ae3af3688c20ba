import { spread } from '@advtrain/statistics';
import { bytes, count, duration, points, rounded } from '../format.ts';
import { attackedSet, cells, collapsed, scoreOf } from '../results/cells.ts';
import type { Cell } from '../results/cells.ts';
import { marksOf } from '../results/marks.ts';
import { radiiOf } from '../results/radii.ts';
import type { AttackRadius } from '../results/radii.ts';
import type { ComparedMethod, Comparison, RunResult, SetInfo } from '../results/results.ts';

/** A table of texts: a title for each column, then a row a method. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The comparison as a table: accuracies in percent (of each set, under attack, and by words; a regression's first metric), the largest loss increase where it is measured, units counted (and predicted where
 * they differ), seconds and peak memory; the median of the seeds, and their range in brackets.
 */
export function table(comparison: Comparison): Table {
  const header = [
    'method',
    ...reportedSets(comparison).map((set) => set.title),
    ...columnsOf(comparison).map(({ text }) => `attacked\nε ${text}`),
    ...wordColumnsOf(comparison).map(({ title }) => title),
    ...(comparison.settings.measure === undefined ? [] : ['largest\nloss increase']),
    'units\ncounted',
    'units\npredicted',
    'training\ntime',
    'peak\nmemory',
  ];
  return { header, rows: comparison.methods.map((method) => row(comparison, method)) };
}

function row(comparison: Comparison, method: ComparedMethod): readonly string[] {
  const runs = comparison.runs.filter((run) => run.method === method.name);
  const done = cells(comparison, method.name);
  const share = (of: (cell: Cell) => number | undefined) =>
    spreadText(
      done
        .map(of)
        .filter((value) => value !== undefined)
        .filter(Number.isFinite),
      points,
    );
  const chosen = method.chosenOf === undefined ? [] : [`chosen of ${method.chosenOf}`];
  const mark = [...chosen, ...marksOf(runs, (run) => collapsed(run, comparison))].join(', ');
  return [
    mark ? `${method.title}\n(${mark})` : method.title,
    ...reportedSets(comparison).map((set) => share(({ run }) => scoreOf(run, set.id))),
    ...columnsOf(comparison).map(({ radius }) =>
      share(({ run }) => run.robust.find((r) => r.radius === radius)?.accuracy),
    ),
    ...wordColumnsOf(comparison).map(({ of }) => share(({ run }) => of(run))),
    ...(comparison.settings.measure === undefined ? [] : [risesText(comparison, method)]),
    spreadText(
      done.map(({ run }) => run.units.counted),
      count,
    ),
    spreadText(
      done.map(({ run }) => run.units.predicted),
      count,
    ),
    spreadText(
      done.map(({ run }) => run.seconds.training),
      duration,
    ),
    spreadText(
      done.map(({ run }) => run.peakBytes),
      bytes,
    ),
  ];
}

/** The radii of the attack, and 0 for the clean accuracy of the attacked examples where those are not all of their set. */
function columnsOf(comparison: Comparison): readonly Pick<AttackRadius, 'radius' | 'text'>[] {
  const { attack } = comparison.settings;
  if (!attack) return [];
  const radii = radiiOf(comparison);
  return attack.examples < attackedSet(comparison.task).examples ? [{ radius: 0, text: '0' }, ...radii] : radii;
}

/** Attacks on characters and words, and the clean accuracy of the examples that they attack where those are not all of their set. */
function wordColumnsOf({ settings: { wordAttack }, task }: Comparison): readonly WordColumn[] {
  if (!wordAttack) return [];
  const attacked = wordAttack.attacks.map((attack): WordColumn => ({
    title: `attacked\nby ${attack}`,
    of: ({ words = [] }) => words.find(({ name }) => name === attack)?.accuracy,
  }));
  const { examples } = wordAttack;
  if (examples >= attackedSet(task).examples) return attacked;
  return [{ title: `clean, the\n${count(examples)} attacked`, of: ({ words = [] }) => words[0]?.clean }, ...attacked];
}

interface WordColumn {
  readonly title: string;
  readonly of: (run: RunResult) => number | undefined;
}

function risesText({ increases = [] }: Comparison, { name }: ComparedMethod): string {
  const own = increases.filter(({ method }) => method === name);
  return spreadText(
    own.map(({ median }) => median),
    (value) => String(rounded(value)),
  );
}

/** The sets that are no reason for a choice. */
function reportedSets({ task }: Comparison): readonly SetInfo[] {
  return task.sets.filter(({ chooses }) => !chooses);
}

function spreadText(values: readonly number[], text: (value: number) => string): string {
  const s = spread(values);
  if (!s) return '–';
  const median = text(s.median);
  const low = text(s.low);
  const high = text(s.high);
  return low === high ? median : `${median}\n(${low}–${high})`;
}

/** The table as GitHub Markdown. */
export function markdown({ header, rows }: Table): string {
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('\n', ' ')).join(' | ')} |`;
  const rule = `| ${header.map((_, column) => (column === 0 ? '---' : '---:')).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n') + '\n';
}

/** The table for a terminal: columns if they fit into `columns` characters, else one block a method. */
export function plain({ header, rows }: Table, columns = 100): string {
  const all = [header, ...rows].map((texts) => texts.map((text) => text.split('\n')));
  const widths = header.map((_, c) => Math.max(...all.flatMap((r) => (r[c] ?? []).map((text) => text.length))));
  if (widths.reduce((sum, width) => sum + width + 2, -2) > columns) return blocks({ header, rows });
  const pad = (text: string, c: number) => (c === 0 ? text.padEnd(widths[c] ?? 0) : text.padStart(widths[c] ?? 0));
  return all
    .flatMap((r) => {
      const height = Math.max(...r.map((lines) => lines.length));
      return Array.from({ length: height }, (_, l) =>
        r
          .map((lines, c) => pad(lines[l] ?? '', c))
          .join('  ')
          .trimEnd(),
      );
    })
    .join('\n')
    .concat('\n');
}

function blocks({ header, rows }: Table): string {
  const flat = (text = '') => text.replaceAll('\n', ' ');
  const widest = Math.max(...header.slice(1).map((title) => title.length));
  return rows
    .map(([name, ...rest]) =>
      [flat(name), ...rest.map((t, c) => `  ${flat(header[c + 1]).padEnd(widest)}  ${flat(t)}`)].join('\n'),
    )
    .join('\n\n')
    .concat('\n');
}
