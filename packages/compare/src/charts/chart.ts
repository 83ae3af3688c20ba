import { areaY, axisX, axisY, dot, gridX, gridY, line, link, scale } from '@observablehq/plot';
import type { Markish } from '@observablehq/plot';
import { labels, widthOf } from './labels.ts';
import type { Label, Pixels } from './labels.ts';
import { paint } from './looks.ts';
import type { Look } from './looks.ts';
import { plotted } from './plotted.ts';

/** A point of a chart, in the units of its axes, and what is said of it beside. */
export type Point = readonly [x: number, y: number, says?: string];

/** A lower and an upper value at an x. */
export type Range = readonly [x: number, low: number, high: number];

/** What is drawn alike and has one name. */
export interface Series {
  readonly name: string;
  readonly look: Look;
  /** Lines, one a seed or one for the median. */
  readonly lines?: readonly (readonly Point[])[];
  /** Thin lines behind all else, one a seed. */
  readonly thin?: readonly (readonly Point[])[];
  /** Marks, one a measurement. */
  readonly dots?: readonly Point[];
  /** Smaller marks behind all else, one a measurement. */
  readonly faint?: readonly Point[];
  /** A band between a lower and an upper value at each x. */
  readonly band?: readonly Range[];
  /** Upright lines between a lower and an upper value. */
  readonly ranges?: readonly Range[];
  /** Where the name stands. Default: nowhere. */
  readonly label?: Point | undefined;
  /** How far to the right dots, ranges and the name are moved, in pixels, where others have the same x. Default 0. */
  readonly shift?: number;
  /** How far to the right the name stands at least, in pixels, so that it hides no mark beside. Default: as far as `shift`. */
  readonly clear?: number;
}

/** An axis of a chart. */
export interface Axis {
  readonly title: string;
  /**
   * What stands at a tick.
   *
   * @param value where the tick is, in the axis's own unit.
   */
  readonly format: (value: number) => string;
  /** What it shows at least, whatever the points are. Default: 0 across, and what they need upwards. */
  readonly from?: number;
}

/** A chart with two linear axes. */
export interface Chart {
  /** Read out by screen readers. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A dashed line behind all else, each of its points moved to the right by so many pixels. */
  readonly frontier?: readonly (readonly [x: number, y: number, shift: number])[];
}

const width = 460;
const height = 300;
const inner = { top: 28, bottom: 42, left: 48 };

/**
 * The chart as an inline SVG whose colours are variables of the page; `''` if it has no points.
 *
 * @param spec the axes, the lines and the points.
 */
export function chart(spec: Chart): string {
  const drawn = spec.series.filter((s) => pointsOf(s).length > 0);
  const all = drawn.flatMap(pointsOf);
  if (all.length === 0) return '';
  const named = drawn.flatMap(labelOf);
  const right = 16 + widthOf(named.map(({ name }) => name));
  const domains = {
    x: extent(
      all.map((p) => p[0]),
      spec.x.from ?? 0,
    ),
    y: extent(
      all.map((p) => p[1]),
      spec.y.from,
    ),
  };
  const x = { domain: domains.x, range: [inner.left, width - right], nice: 5 };
  const y = { domain: domains.y, range: [height - inner.bottom, inner.top], nice: 5 };
  const across = pixels(scale({ x }));
  return plotted({
    width,
    height,
    marginTop: inner.top,
    marginBottom: inner.bottom,
    marginLeft: inner.left,
    marginRight: right,
    ariaLabel: spec.label,
    x,
    y,
    marks: [
      ...axes(spec),
      frontierMark((spec.frontier ?? []).map(([fx, fy, shift]) => [across.invert(across.apply(fx) + shift), fy])),
      ...drawn.flatMap((series) => marks(series, spec)),
      ...labels(named, { x: across, y: pixels(scale({ y })), between: [10, height - inner.bottom] }),
    ],
  });
}

function pixels({ apply, invert }: ReturnType<typeof scale>): Pixels {
  return { apply, invert: (pixel) => Number(invert?.(pixel)) };
}

function pointsOf(series: Series): readonly Point[] {
  const { lines = [], thin = [], dots = [], faint = [], band = [], ranges = [] } = series;
  const ends = [...band, ...ranges].flatMap(([x, low, high]): Point[] => [
    [x, low],
    [x, high],
  ]);
  return [...lines.flat(), ...thin.flat(), ...dots, ...faint, ...ends];
}

function labelOf({ name, look, label, shift = 0, clear = shift }: Series): readonly Label[] {
  if (label === undefined) return [];
  return [{ name, look, at: [label[0], label[1]], shift, clear }];
}

function extent(values: readonly number[], from?: number): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), from ?? Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

function axes({ x, y }: Chart): readonly Markish[] {
  const grid = { stroke: 'var(--rule)', strokeOpacity: 1, ticks: 5 };
  const axis = { color: 'var(--faint)', tickSize: 0, ticks: 5, labelArrow: 'none' } as const;
  return [
    gridX(grid),
    gridY(grid),
    axisX({ ...axis, label: x.title, labelAnchor: 'center', tickFormat: x.format }),
    axisY({ ...axis, label: y.title, labelAnchor: 'top', tickFormat: y.format }),
  ];
}

function frontierMark(points: readonly Point[]): Markish {
  return line(points, { x: '0', y: '1', stroke: 'var(--faint)', strokeWidth: 1.2, strokeDasharray: '5 4' });
}

function marks({ name, look, shift = 0, ...series }: Series, { x, y }: Chart): readonly Markish[] {
  const { lines = [], thin = [], dots = [], faint = [], band = [], ranges = [] } = series;
  const colour = paint(look);
  const title = ([px, py, says]: Point) =>
    [says === undefined ? name : `${name}, ${says}`, `${x.title}: ${x.format(px)}`, `${y.title}: ${y.format(py)}`].join(
      '\n',
    );
  const between = ([px, low, high]: Range) =>
    `${name}\n${x.title}: ${x.format(px)}\n${y.title}: ${y.format(low)} to ${y.format(high)}`;
  const path = { x: '0', y: '1', stroke: colour, title: () => name };
  return [
    areaY(band.length > 1 ? band : [], {
      x: '0',
      y1: '1',
      y2: '2',
      fill: colour,
      fillOpacity: 0.13,
      title: () => name,
    }),
    ...thin.map((points) => line(points, { ...path, strokeWidth: 0.8, strokeOpacity: 0.4 })),
    ...lines.map((points) => line(points, { ...path, strokeWidth: 1.8, strokeDasharray: look.dash })),
    dot(faint, { x: '0', y: '1', r: 2, fill: colour, fillOpacity: 0.45, symbol: look.symbol, dx: shift, title }),
    link(ranges, { x1: '0', x2: '0', y1: '1', y2: '2', stroke: colour, strokeWidth: 1.6, dx: shift, title: between }),
    dot(dots, { x: '0', y: '1', r: 4.5, fill: colour, stroke: 'var(--ground)', symbol: look.symbol, dx: shift, title }),
  ];
}
