import { link, text } from '@observablehq/plot';
import type { Markish } from '@observablehq/plot';
import { paint } from './looks.ts';
import type { Look } from './looks.ts';

/** A name that stands beside what it names. */
export interface Label {
  readonly name: string;
  readonly look: Look;
  /** Where that is, in the units of the axes. */
  readonly at: readonly [x: number, y: number];
  /** How far to the right of that the mark is drawn, in pixels. Default 0. */
  readonly shift?: number;
}

/** How far a label is from what it names, and how high a line of text is, in pixels. */
const gap = 9;
const high = 13;

/** Characters of a name that are shown beside a mark. */
const longest = 18;

/** How wide the longest of some names is at most, in pixels: what a chart leaves free for them. */
export function widthOf(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => shown(name).length)) * 6.6 + gap;
}

/** A scale between units of an axis and pixels. */
export interface Pixels {
  readonly apply: (value: number) => number;
  readonly invert: (pixel: number) => number;
}

/** The names beside what they name, no two on top of each other, with a thin line to where one had to move. */
export function labels(all: readonly Label[], x: Pixels, y: Pixels): readonly Markish[] {
  const boxes = all.map(({ name, at, shift = 0 }) => ({
    x: x.apply(at[0]) + shift + gap,
    y: y.apply(at[1]),
    width: widthOf([name]),
  }));
  const heights = nudged(boxes);
  return all.flatMap(({ name, look, at }, place) => {
    const box = boxes[place]!;
    const height = heights[place]!;
    const moved = height - box.y;
    const ends = { x1: x.invert(box.x - gap), y1: at[1], x2: x.invert(box.x - 1), y2: y.invert(height) };
    const line = link([ends], { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: paint(look), strokeOpacity: 0.6 });
    const told = text([shown(name)], {
      x: at[0],
      y: at[1],
      dx: box.x - x.apply(at[0]),
      dy: moved,
      text: String,
      fill: paint(look),
      stroke: 'var(--ground)',
      strokeWidth: 3,
      textAnchor: 'start',
      fontWeight: 600,
    });
    return Math.abs(moved) > high / 2 ? [line, told] : [told];
  });
}

function shown(name: string): string {
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}

/** Where labels go, in pixels: from the top down, each as near to its mark as those before it allow. */
export function nudged(
  boxes: readonly { readonly x: number; readonly y: number; readonly width: number }[],
): readonly number[] {
  const placed: { readonly x: number; readonly y: number; readonly width: number }[] = [];
  const order = [...boxes.keys()].sort((a, b) => boxes[a]!.y - boxes[b]!.y);
  const found = boxes.map(({ y }) => y);
  for (const place of order) {
    const box = boxes[place]!;
    const beside = placed.filter((other) => other.x < box.x + box.width && box.x < other.x + other.width);
    const isFree = (y: number) => beside.every((other) => Math.abs(other.y - y) >= high);
    const tried = [box.y, ...beside.flatMap((other) => [other.y + high, other.y - high])].filter(isFree);
    tried.sort((a, b) => Math.abs(a - box.y) - Math.abs(b - box.y));
    found[place] = tried[0] ?? box.y;
    placed.push({ ...box, y: found[place] });
  }
  return found;
}
