import { spread } from '@advtrain/statistics';
import { bytes, count, duration, points, rounded } from '../format.ts';
import type { Sheet, SheetCell, SheetColumn } from '../page/sheet.ts';
import { attackedSet, cells, collapsed, scoreOf } from '../results/cells.ts';
import type { Cell } from '../results/cells.ts';
import { marksOf } from '../results/marks.ts';
import { radiiOf } from '../results/radii.ts';
import type { AttackRadius } from '../results/radii.ts';
import type { ComparedMethod, Comparison, SetInfo } from '../results/results.ts';

/** A column of numbers: what they are, and how they are written. */
interface Shown extends SheetColumn {
  readonly of: (cell: Cell) => number | undefined;
  readonly written: (value: number) => string;
}

const parts = ['median', 'lowest', 'highest'];

/**
 * What the runs of each method measured: the median of its seeds, the lowest and the highest.
 *
 * @param comparison the results of its runs.
 */
export function resultsSheet(comparison: Comparison): Sheet {
  const shown = shownOf(comparison);
  return {
    title: 'Results',
    columns: [
      { title: 'method' },
      ...shown.map(({ title, unit, places }) => ({
        title,
        unit: unit!,
        parts,
        ...(places === undefined ? {} : { places }),
      })),
    ],
    rows: comparison.methods.map((method) => {
      const done = cells(comparison, method.name);
      return [{ text: nameOf(comparison, method) }, ...shown.map((column) => spreadCell(done, column))];
    }),
  };
}

function shownOf(comparison: Comparison): readonly Shown[] {
  const share = { unit: 'share', written: points };
  return [
    ...reportedSets(comparison).map(({ title, id }): Shown => ({ ...share, title, of: ({ run }) => scoreOf(run, id) })),
    ...columnsOf(comparison).map(({ text, radius }): Shown => ({
      ...share,
      title: `attacked\nε ${text}`,
      of: ({ run }) => run.robust.find((r) => r.radius === radius)?.accuracy,
    })),
    ...wordColumnsOf(comparison).map((column): Shown => ({ ...share, ...column })),
    ...riseColumns(comparison),
    { title: 'units\ncounted', unit: 'units', places: 0, of: ({ run }) => run.units.counted, written: count },
    { title: 'units\npredicted', unit: 'units', places: 0, of: ({ run }) => run.units.predicted, written: count },
    { title: 'training\ntime', unit: 'seconds', places: 1, of: ({ run }) => run.seconds.training, written: duration },
    { title: 'peak\nmemory', unit: 'bytes', places: 0, of: ({ run }) => run.peakBytes, written: bytes },
  ];
}

function nameOf(comparison: Comparison, { name, title, chosenOf }: ComparedMethod): string {
  const runs = comparison.runs.filter((run) => run.method === name);
  const chosen = chosenOf === undefined ? [] : [`chosen of ${chosenOf}`];
  const mark = [...chosen, ...marksOf(runs, (run) => collapsed(run, comparison))].join(', ');
  return mark === '' ? title : `${title}\n(${mark})`;
}

/** The radii of the attack, and 0 for the clean accuracy of the attacked examples where those are not all of their set. */
function columnsOf(comparison: Comparison): readonly Pick<AttackRadius, 'radius' | 'text'>[] {
  const { attack } = comparison.settings;
  if (!attack) return [];
  const radii = radiiOf(comparison);
  return attack.examples < attackedSet(comparison.task).examples ? [{ radius: 0, text: '0' }, ...radii] : radii;
}

/** Attacks on characters and words, and the clean accuracy of the examples that they attack where those are not all of their set. */
function wordColumnsOf({ settings: { wordAttack }, task }: Comparison): readonly Pick<Shown, 'title' | 'of'>[] {
  if (!wordAttack) return [];
  const attacked = wordAttack.attacks.map((attack) => ({
    title: `attacked\nby ${attack}`,
    of: ({ run: { words = [] } }: Cell) => words.find(({ name }) => name === attack)?.accuracy,
  }));
  const { examples } = wordAttack;
  if (examples >= attackedSet(task).examples) return attacked;
  const clean = ({ run: { words = [] } }: Cell) => words[0]?.clean;
  return [{ title: `clean, the\n${count(examples)} attacked`, of: clean }, ...attacked];
}

/** The largest loss increase of a run's model, where it was measured. */
function riseColumns({ settings: { measure }, increases = [] }: Comparison): readonly Shown[] {
  if (measure === undefined) return [];
  const of = ({ run: { method, seed } }: Cell) =>
    increases.find((each) => each.method === method && each.seed === seed)?.median;
  return [{ title: 'largest\nloss increase', unit: 'nats', of, written: (value) => String(rounded(value)) }];
}

/** The sets that are no reason for a choice. */
function reportedSets({ task }: Comparison): readonly SetInfo[] {
  return task.sets.filter(({ chooses }) => !chooses);
}

function spreadCell(done: readonly Cell[], { of, written }: Shown): SheetCell {
  const values = done.map(of).filter((value) => value !== undefined);
  const found = spread(values.filter(Number.isFinite));
  if (!found) return { text: '–' };
  const [median, low, high] = [found.median, found.low, found.high].map(written);
  const text = low === high ? median! : `${median!}\n(${low!}–${high!})`;
  return { text, numbers: [found.median, found.low, found.high] };
}
