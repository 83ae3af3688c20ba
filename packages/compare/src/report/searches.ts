import { spread } from '@advtrain/statistics';
import { count, points as inPoints } from '../format.ts';
import { cells, scoreOf } from '../results/cells.ts';
import { headlineOf } from '../results/radii.ts';
import type { Comparison, SearchResult } from '../results/results.ts';
import type { Table } from './table.ts';

/** Every configuration that a search has tried, a row each: its scores on both halves, under attack, and its cost. */
export function searchTable(comparison: Comparison, search: SearchResult): Table {
  const { attack } = comparison.settings;
  const half = comparison.task.sets.find(({ chooses }) => chooses);
  const [reported] = comparison.task.sets;
  const header = [
    'configuration',
    'chosen by',
    reported?.title ?? 'development',
    ...(attack ? [`attacked\nε ${headlineOf(comparison)?.text ?? ''}`] : []),
    'units\na run',
  ];
  const rows = search.points.map(({ name, title, settings }) => {
    const done = cells(comparison, name);
    const diverged = comparison.runs.some((run) => run.method === name && run.status === 'diverged');
    const marks = [name === search.chosen ? 'chosen' : '', diverged ? 'diverged' : ''].filter(Boolean).join(', ');
    return [
      `${title}${marks === '' ? '' : `: ${marks}`}\n${settings}`,
      median(half ? done.map(({ run }) => scoreOf(run, half.id) ?? Number.NaN) : [], inPoints),
      median(
        done.map(({ development }) => development),
        inPoints,
      ),
      ...(attack
        ? [
            median(
              done.map(({ robust }) => robust),
              inPoints,
            ),
          ]
        : []),
      median(
        done.map(({ run }) => run.units.counted),
        count,
      ),
    ];
  });
  return { header, rows };
}

function median(values: readonly number[], text: (value: number) => string): string {
  const found = spread(values.filter(Number.isFinite));
  return found ? text(found.median) : '–';
}
