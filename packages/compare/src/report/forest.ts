import { scaleLinear } from 'd3-scale';
import { escape } from './chart.ts';

/** A row of a forest plot: a difference and where it lies. */
export interface ForestRow {
  readonly name: string;
  /** Which of the page's colours, from 0. */
  readonly colour: number;
  readonly value: number;
  /** The thick line: absent where it is not known. */
  readonly inner?: { readonly low: number; readonly high: number };
  /** The thin line: absent where it is not known. */
  readonly outer?: { readonly low: number; readonly high: number };
}

const width = 440;
const left = 110;
const right = 14;
const top = 10;
const pitch = 24;
const bottom = 42;

/** Differences from a control as an inline SVG, one a row, with a line at no difference; `''` without rows. */
export function forest(
  label: string,
  axis: string,
  rows: readonly ForestRow[],
  format: (value: number) => string,
): string {
  if (rows.length === 0) return '';
  const ends = rows.flatMap(({ value, inner, outer }) => [value, inner?.low, inner?.high, outer?.low, outer?.high, 0]);
  const known = ends.filter((end) => end !== undefined);
  const least = Math.min(...known);
  const most = Math.max(...known);
  const x = scaleLinear(most > least ? [least, most] : [-0.01, 0.01], [left, width - right]).nice(5);
  const base = top + pitch * rows.length;
  const ticks = x.ticks(5).map((value) => {
    const at = x(value).toFixed(1);
    return `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${base}"/><text class="tick" x="${at}" y="${base + 15}" text-anchor="middle">${format(value)}</text>`;
  });
  const zero = x(0).toFixed(1);
  const between = (ofClass: string, y: number, ends?: ForestRow['inner']) =>
    ends
      ? `<line class="${ofClass}" x1="${x(ends.low).toFixed(1)}" x2="${x(ends.high).toFixed(1)}" y1="${y}" y2="${y}"/>`
      : '';
  const drawn = rows.map(({ name, colour, value, inner, outer }, row) => {
    const y = top + pitch * (row + 0.5);
    return [
      `<text class="tick" x="${left - 8}" y="${y}" dy="0.32em" text-anchor="end">${escape(name)}</text>`,
      `<g class="c${colour}"><title>${escape(name)}</title>${between('outer', y, outer)}${between('inner', y, inner)}`,
      `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="4"/></g>`,
    ].join('');
  });
  return [
    `<svg viewBox="0 0 ${width} ${base + bottom - 4}" role="img" aria-label="${escape(label)}">`,
    ...ticks,
    `<line class="zero" x1="${zero}" x2="${zero}" y1="${top}" y2="${base}"/>`,
    ...drawn,
    `<text class="axis" x="${(left + width - right) / 2}" y="${base + 30}" text-anchor="middle">${escape(axis)}</text>`,
    '</svg>',
  ].join('\n');
}
