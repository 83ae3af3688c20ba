import { mean } from '@advtrain/statistics';
import { forest } from '../charts/forest.ts';
import type { ForestRow } from '../charts/forest.ts';
import { contrastsOf, withExamples } from '../conclusions/contrasts.ts';
import type { Contrast } from '../conclusions/contrasts.ts';
import { controlOf } from '../conclusions/control.ts';
import { measuresOf } from '../conclusions/measures.ts';
import type { Figure } from '../page/figure.ts';
import type { Sheet, SheetCell } from '../page/sheet.ts';
import { signedPoints } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import { lookIn } from './look-in.ts';

/** How far each method is from the control: a forest plot of every measure, and the same in numbers. */
export interface Differences {
  readonly figures: readonly Figure[];
  /** How to read the figures. */
  readonly caption: string;
  readonly sheet: Sheet;
}

/** A difference, and where it lies. */
interface Found extends Contrast {
  readonly value: number;
  readonly withExamples: { readonly low: number; readonly high: number } | undefined;
}

/** How far each method is from the control; `undefined` where nothing can be compared. */
export function differences(comparison: Comparison): Differences | undefined {
  const control = controlOf(comparison);
  if (control === undefined) return undefined;
  const reference = titleOf(comparison, control);
  const groups = measuresOf(comparison).map((measure) => ({
    measure,
    found: contrastsOf(comparison, control, measure).map((contrast): Found => {
      const value = mean(contrast.differences);
      const outer = contrast.verdict && withExamples(comparison, contrast);
      return { ...contrast, value, withExamples: outer };
    }),
  }));
  if (groups.every(({ found }) => found.length === 0)) return undefined;
  const rows = groups.map(({ found }) => found.map((each) => rowOf(comparison, each, control)));
  const axis = `points against ${reference}; to the right is better`;
  const figures = groups.map(({ measure }, place) => {
    const title = `Against ${reference}: ${measure.name}`;
    return { title, caption: '', svg: forest({ label: title, axis, rows: rows[place]!, format: tick }) };
  });
  const all = groups.flatMap(({ found }) => found);
  return {
    figures,
    caption: captionOf(
      rows.flat(),
      all.some(({ verdict }) => !verdict),
    ),
    sheet: sheetOf(`Differences from ${reference}`, all, (found) => titleWith(comparison, found, control)),
  };
}

const tick = (share: number) => String(Math.round(1000 * share) / 10).replace('-', '−');

function rowOf(comparison: Comparison, found: Found, control: string): ForestRow {
  const { method, value, verdict, withExamples: outer } = found;
  return {
    name: titleWith(comparison, found, control),
    look: lookIn(comparison, method.name),
    value,
    ...(verdict?.interval ? { inner: verdict.interval } : {}),
    ...(outer ? { outer } : {}),
    isDecided: verdict !== undefined && verdict.verdict !== 'undecided',
    text: between(value, verdict?.interval ?? outer),
    says: `${verdictText(found)}; ${found.differences.length === 1 ? 'one seed' : `${found.differences.length} seeds`}`,
  };
}

/** A method, and what it is compared with where that is not what the others are. */
function titleWith(comparison: Comparison, { method, control: its }: Found, control: string): string {
  return its === control ? method.title : `${method.title} against ${titleOf(comparison, its)}`;
}

function between(value: number, interval?: { readonly low: number; readonly high: number }): string {
  if (!interval) return signedPoints(value);
  return `${signedPoints(value)} (${signedPoints(interval.low)} to ${signedPoints(interval.high)})`;
}

function verdictText({ differences: all, verdict: found }: Found): string {
  if (!found) return 'stopped by the race, and in no test';
  const { verdict, p } = found;
  if (all.length < 2) return 'one seed shows nothing beyond chance';
  return verdict === 'undecided'
    ? `no difference beyond chance, p ${p.toPrecision(2)}`
    : `${verdict}, p ${p.toPrecision(2)}`;
}

function captionOf(rows: readonly ForestRow[], isAnyStopped: boolean): string {
  const isThick = rows.some(({ inner }) => inner);
  const isThin = rows.some(({ outer }) => outer);
  return [
    'Marks: the mean difference within a seed; filled, with its numbers in bold, where it is beyond chance.',
    ...(isThick
      ? ['Thick lines, and brackets: its 95 % interval over seeds (BCa bootstrap), too narrow with few of them.']
      : []),
    ...(isThin
      ? [
          `Thin lines${isThick ? '' : ', and brackets'}: the same for other ${isThick ? 'seeds and other ' : ''}test examples (${isThick ? 'two-level ' : ''}bootstrap).`,
        ]
      : []),
    ...(isAnyStopped ? ['What the race stopped is in no test, and has no interval.'] : []),
  ].join(' ');
}

function sheetOf(title: string, all: readonly Found[], titleIn: (found: Found) => string): Sheet {
  const parts = ['mean', 'lowest', 'highest'];
  return {
    title,
    columns: [
      { title: 'method' },
      { title: 'in' },
      { title: 'over seeds', unit: 'share', parts },
      { title: 'over seeds\nand examples', unit: 'share', parts },
      { title: 'seeds', unit: 'seeds', places: 0 },
      { title: 'p, corrected', unit: 'probability' },
      { title: 'verdict' },
    ],
    rows: all.map((found) => [
      { text: titleIn(found) },
      { text: found.measure.name },
      intervalCell(found.value, found.verdict?.interval),
      intervalCell(found.value, found.withExamples),
      { text: String(found.differences.length), numbers: [found.differences.length] },
      found.verdict ? { text: found.verdict.p.toPrecision(2), numbers: [found.verdict.p] } : { text: '–' },
      { text: found.verdict?.verdict ?? 'stopped' },
    ]),
  };
}

function intervalCell(value: number, interval?: { readonly low: number; readonly high: number }): SheetCell {
  if (!interval) return { text: signedPoints(value), numbers: [value] };
  const text = `${signedPoints(value)}\n(${signedPoints(interval.low)} to ${signedPoints(interval.high)})`;
  return { text, numbers: [value, interval.low, interval.high] };
}
