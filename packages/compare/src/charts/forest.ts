import { axisX, axisY, dot, gridX, link, ruleX, text } from '@observablehq/plot';
import type { Markish } from '@observablehq/plot';
import { paint } from './looks.ts';
import type { Look } from './looks.ts';
import { plotted } from './plotted.ts';

/** Where a difference lies. */
interface Ends {
  readonly low: number;
  readonly high: number;
}

/** A row of a forest plot: a difference and where it lies. */
export interface ForestRow {
  readonly name: string;
  readonly look: Look;
  readonly value: number;
  /** The thick line: absent where it is not known. */
  readonly inner?: Ends;
  /** The thin line: absent where it is not known. */
  readonly outer?: Ends;
  /** Whether it differs beyond chance: its mark is filled, and its numbers are bold. */
  readonly isDecided: boolean;
  /** The numbers, as they stand at the right. */
  readonly text: string;
  /** What is said of it beside. */
  readonly says: string;
}

/** A forest plot: a row a method, and a line at no difference. */
export interface Forest {
  /** Read out by screen readers. */
  readonly label: string;
  readonly axis: string;
  readonly rows: readonly ForestRow[];
  /** What stands at a tick. */
  readonly format: (value: number) => string;
}

const width = 460;
const pitch = 26;
const top = 12;
const bottom = 44;
const perCharacter = 7.4;

/** Differences from a control as an inline SVG, one a row, with a line at no difference; `''` without rows. */
export function forest({ label, axis, rows, format }: Forest): string {
  if (rows.length === 0) return '';
  const widest = (of: (row: ForestRow) => string) => Math.max(...rows.map((row) => of(row).length)) * perCharacter + 14;
  const left = Math.min(
    widest(({ name }) => name),
    150,
  );
  const right = Math.min(
    widest(({ text }) => text),
    190,
  );
  return plotted({
    width,
    height: top + pitch * rows.length + bottom,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: left,
    marginRight: right,
    ariaLabel: label,
    x: { domain: domainOf(rows), nice: 4 },
    y: { type: 'point', domain: [...rows.keys()], padding: 0.5 },
    marks: [
      gridX({ stroke: 'var(--rule)', strokeOpacity: 1, ticks: 4 }),
      axisX({
        color: 'var(--faint)',
        tickSize: 0,
        ticks: 4,
        label: axis,
        labelArrow: 'none',
        labelAnchor: 'center',
        tickFormat: format,
      }),
      axisY({ color: 'var(--text)', tickSize: 0, label: null, tickFormat: (row: number) => rows[row]!.name }),
      ruleX([0], { stroke: 'var(--faint)', strokeDasharray: '3 3' }),
      ...rows.flatMap(drawn),
    ],
  });
}

function domainOf(rows: readonly ForestRow[]): [number, number] {
  const ends = rows.flatMap(({ value, inner, outer }) => [value, inner?.low, inner?.high, outer?.low, outer?.high, 0]);
  const known = ends.filter((end) => end !== undefined);
  const least = Math.min(...known);
  const most = Math.max(...known);
  return most > least ? [least, most] : [-0.01, 0.01];
}

function drawn(
  { name, look, value, inner, outer, isDecided, text: numbers, says }: ForestRow,
  y: number,
): readonly Markish[] {
  const colour = paint(look);
  const title = () => `${name}: ${numbers}\n${says}`;
  const between = (ends: Ends | undefined, strokeWidth: number, strokeOpacity: number) =>
    link(ends ? [ends] : [], {
      x1: 'low',
      x2: 'high',
      y1: () => y,
      y2: () => y,
      stroke: colour,
      strokeWidth,
      strokeOpacity,
      title,
    });
  return [
    between(outer, 1.4, 1),
    between(inner, 4.5, 0.65),
    dot([value], {
      x: Number,
      y: () => y,
      r: 4.5,
      symbol: look.symbol,
      fill: isDecided ? colour : 'var(--ground)',
      stroke: colour,
      strokeWidth: 1.6,
      title,
    }),
    text([numbers], {
      frameAnchor: 'right',
      y: () => y,
      dx: 8,
      textAnchor: 'start',
      fill: 'var(--text)',
      fontWeight: isDecided ? 700 : 400,
      text: String,
    }),
  ];
}
