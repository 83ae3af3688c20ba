import { spread } from '@advtrain/statistics';
import { count, points as inPoints } from '../format.ts';
import type { Sheet, SheetCell, SheetColumn } from '../page/sheet.ts';
import { cells, collapsed, scoreOf } from '../results/cells.ts';
import type { Cell } from '../results/cells.ts';
import { marksOf } from '../results/marks.ts';
import { headlineOf } from '../results/radii.ts';
import type { Comparison, SearchResult } from '../results/results.ts';

/** A column of medians: what they are, and how they are written. */
interface Median extends SheetColumn {
  readonly of: (cell: Cell) => number | undefined;
  readonly written: (value: number) => string;
}

/** Every configuration that a search has tried, a row each: its scores on both halves, under attack, and its cost. */
export function searchSheet(comparison: Comparison, search: SearchResult): Sheet {
  const shown = mediansOf(comparison);
  return {
    title: `${search.title}: configurations tried`,
    columns: [
      { title: 'configuration' },
      ...shown.map(({ title, unit, places }) => ({ title, unit: unit!, ...(places === undefined ? {} : { places }) })),
    ],
    rows: search.points.map(({ name, title, settings }) => {
      const done = cells(comparison, name);
      const runs = comparison.runs.filter((run) => run.method === name);
      const failed = marksOf(runs, (run) => collapsed(run, comparison));
      const marks = [...(name === search.chosen ? ['chosen'] : []), ...failed].join(', ');
      const text = `${title}${marks === '' ? '' : `: ${marks}`}\n${settings}`;
      return [{ text }, ...shown.map((column) => medianCell(done, column))];
    }),
  };
}

function mediansOf(comparison: Comparison): readonly Median[] {
  const half = comparison.task.sets.find(({ chooses }) => chooses);
  const [reported] = comparison.task.sets;
  const share = { unit: 'share', written: inPoints };
  const attacked = `attacked\nε ${headlineOf(comparison)?.text ?? ''}`;
  return [
    { ...share, title: 'chosen by', of: ({ run }) => (half ? scoreOf(run, half.id) : undefined) },
    { ...share, title: reported?.title ?? 'development', of: ({ development }) => development },
    ...(comparison.settings.attack ? [{ ...share, title: attacked, of: ({ robust }: Cell) => robust }] : []),
    { title: 'units\na run', unit: 'units', places: 0, of: ({ run }) => run.units.counted, written: count },
  ];
}

function medianCell(done: readonly Cell[], { of, written }: Median): SheetCell {
  const values = done.map(of).filter((value) => value !== undefined);
  const found = spread(values.filter(Number.isFinite));
  return found ? { text: written(found.median), numbers: [found.median] } : { text: '–' };
}
