import { scaleLinear } from 'd3-scale';
import type { ScaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';

/** A point of a chart, in the units of its axes. */
export type Point = readonly [x: number, y: number];

/** What is drawn in one colour. */
export interface Series {
  readonly name: string;
  /** Which of the page's colours, from 0. */
  readonly colour: number;
  /** Lines, one a seed or one for the median. */
  readonly lines?: readonly (readonly Point[])[];
  /** Dots, one a measurement. */
  readonly dots?: readonly Point[];
  /** A band between a lower and an upper value at each x. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
}

/** An axis of a chart. */
export interface Axis {
  readonly title: string;
  /** What stands at a tick. */
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
  /** A dashed line behind all else. */
  readonly frontier?: readonly Point[];
}

const width = 440;
const height = 290;
const inner = { left: 46, right: 14, top: 24, bottom: 42 };

/** The chart as an inline SVG whose colours and sizes come from the page's style; `''` if it has no points. */
export function chart(spec: Chart): string {
  const drawn = spec.series.filter((s) => pointsOf(s).length > 0);
  const all = drawn.flatMap(pointsOf);
  if (all.length === 0) return '';
  const x = scaleLinear(
    extent(
      all.map((p) => p[0]),
      spec.x.from ?? 0,
    ),
    [inner.left, width - inner.right],
  ).nice(5);
  const y = scaleLinear(
    extent(
      all.map((p) => p[1]),
      spec.y.from,
    ),
    [height - inner.bottom, inner.top],
  ).nice(5);
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(spec.label)}">`,
    axes(spec, x, y),
    spec.frontier && spec.frontier.length > 1 ? `<path class="frontier" d="${pathOf(spec.frontier, x, y)}"/>` : '',
    ...drawn.map((s) => marks(s, x, y)),
    '</svg>',
  ].join('\n');
}

function pointsOf(series: Series): readonly Point[] {
  const band = (series.band ?? []).flatMap(([x, low, high]): Point[] => [
    [x, low],
    [x, high],
  ]);
  return [...(series.lines ?? []).flat(), ...(series.dots ?? []), ...band];
}

function extent(values: readonly number[], from?: number): [number, number] {
  const low = Math.min(...values, ...(from === undefined ? [] : [from]));
  const high = Math.max(...values);
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

type Scale = ScaleLinear<number, number>;

function axes(spec: Chart, x: Scale, y: Scale): string {
  const bottom = height - inner.bottom;
  const ticksX = x.ticks(5).map((value) => {
    const at = x(value).toFixed(1);
    return `<line class="grid" x1="${at}" x2="${at}" y1="${inner.top}" y2="${bottom}"/><text class="tick" x="${at}" y="${bottom + 15}" text-anchor="middle">${spec.x.format(value)}</text>`;
  });
  const ticksY = y.ticks(5).map((value) => {
    const at = y(value).toFixed(1);
    return `<line class="grid" x1="${inner.left}" x2="${width - inner.right}" y1="${at}" y2="${at}"/><text class="tick" x="${inner.left - 6}" y="${at}" dy="0.32em" text-anchor="end">${spec.y.format(value)}</text>`;
  });
  return [
    ...ticksX,
    ...ticksY,
    `<text class="axis" x="${(inner.left + width - inner.right) / 2}" y="${height - 8}" text-anchor="middle">${escape(spec.x.title)}</text>`,
    `<text class="axis" x="4" y="12">${escape(spec.y.title)}</text>`,
  ].join('\n');
}

function pathOf(points: readonly Point[], x: Scale, y: Scale): string {
  const path = line<Point>()
    .x((p) => x(p[0]))
    .y((p) => y(p[1]))
    .digits(1);
  return path([...points]) ?? '';
}

function marks(series: Series, x: Scale, y: Scale): string {
  const band = area<readonly [number, number, number]>()
    .x((p) => x(p[0]))
    .y0((p) => y(p[1]))
    .y1((p) => y(p[2]))
    .digits(1);
  const dot = ([px, py]: Point) => `<circle cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="4"/>`;
  return [
    `<g class="c${series.colour}"><title>${escape(series.name)}</title>`,
    series.band && series.band.length > 1 ? `<path class="band" d="${band([...series.band]) ?? ''}"/>` : '',
    ...(series.lines ?? []).map((points) => `<path class="line" d="${pathOf(points, x, y)}"/>`),
    ...(series.dots ?? []).map(dot),
    '</g>',
  ].join('');
}

/** Text made safe for HTML. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
