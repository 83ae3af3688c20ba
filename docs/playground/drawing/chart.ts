import * as Plot from '@observablehq/plot';
import { byId } from './element.ts';
import { ways } from '../training/settings.ts';

/** A point of a line: whose it is, and where. */
export interface Point {
  readonly way: string;
  readonly x: number;
  readonly y: number;
}

/** What a chart is of. */
export interface ChartOptions {
  /** The id of the figure that it is drawn into. */
  readonly id: string;
  /** What it shows, to those who do not see it. */
  readonly label: string;
  readonly xLabel: string;
  readonly yFormat: string;
  /** Which x there are. Default: those of the points. */
  readonly xDomain?: readonly [number, number];
  /** Which y there are. Default: from 0 to the highest point. */
  readonly yDomain?: readonly [number, number];
  /** Where a rule stands, and what it says. */
  readonly rule?: { readonly x: number; readonly text: string };
}

/** `z` says that a dot belongs to a line: without it Plot warns of as many colours as dots. */
const ends = { x: 'x', y: 'y', z: 'way', fill: 'way', r: 3 };
const names = ways.map(({ name }) => name);

/** Draws one line for each of the three, as wide as there is room, in the place of what was drawn before. */
export function drawChart(points: readonly Point[], options: ChartOptions): void {
  const { id, label, xLabel, yFormat, xDomain, yDomain, rule } = options;
  const place = byId(`${id}-chart`);
  const highest = points.reduce((most, { y }) => Math.max(most, y), 0.1);
  const plot = Plot.plot({
    ariaLabel: label,
    width: Math.max(place.clientWidth, 120),
    height: 150,
    marginLeft: 36,
    marginRight: 8,
    marginTop: 12,
    marginBottom: 32,
    style: { background: 'none', overflow: 'visible' },
    x: { label: xLabel, ticks: 4, ...(xDomain && { domain: [...xDomain] }) },
    y: { label: null, ticks: 4, tickFormat: yFormat, grid: true, domain: [...(yDomain ?? [0, highest])] },
    color: { domain: names, range: names.map((name) => `var(--${name})`) },
    marks: [
      ...(rule ? [Plot.ruleX([rule.x], { stroke: 'currentColor', strokeDasharray: '2 3' })] : []),
      ...(rule
        ? [Plot.text([rule.text], { x: rule.x, frameAnchor: 'bottom', textAnchor: 'start', dx: 4, dy: -4 })]
        : []),
      Plot.line(points, { x: 'x', y: 'y', z: 'way', stroke: 'way', strokeWidth: 2 }),
      Plot.dot(lastOf(points), ends),
    ],
  });
  place.replaceChildren(plot);
}

/** The end of each line. */
function lastOf(points: readonly Point[]): readonly Point[] {
  return names.flatMap((name) => points.findLast(({ way }) => way === name) ?? []);
}
