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
  /** How far to the right of that the mark is drawn, in pixels. */
  readonly shift: number;
  /** How far to the right of that the name is to stand at least, so that it hides no mark. */
  readonly clear: number;
}

/** How far a label is from what it names, and how high a line of text is, in pixels. */
const gap = 9;
const high = 13;

/** How wide a bold character of a name is at most, in pixels; fonts differ. */
const wide = 7.5;

/** Characters of a name that are shown beside a mark. */
const longest = 24;

/** How wide the longest of some names is at most, in pixels: what a chart leaves free for them. */
export function widthOf(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => shown(name).length)) * wide + gap;
}

/** A scale between units of an axis and pixels. */
export interface Pixels {
  readonly apply: (value: number) => number;
  readonly invert: (pixel: number) => number;
}

/** Where names are put. */
export interface Labelled {
  readonly x: Pixels;
  readonly y: Pixels;
  /** The highest and the lowest place that a name may have, in pixels from above. */
  readonly between: readonly [top: number, bottom: number];
}

/** The names beside what they name, no two on top of each other, with a thin line to where one had to move. */
export function labels(all: readonly Label[], { x, y, between }: Labelled): readonly Markish[] {
  const boxes = all.map(({ name, at, clear }) => ({
    x: x.apply(at[0]) + clear + gap,
    y: y.apply(at[1]),
    width: widthOf([name]),
  }));
  const heights = nudged(boxes, between);
  return all.flatMap(({ name, look, at, shift, clear }, place) => {
    const box = boxes[place]!;
    const height = heights[place]!;
    const moved = height - box.y;
    const ends = { x1: x.invert(x.apply(at[0]) + shift), y1: at[1], x2: x.invert(box.x - 1), y2: y.invert(height) };
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
      fontSize: 11,
      fontWeight: 600,
    });
    return Math.abs(moved) > high / 2 || clear > shift ? [line, told] : [told];
  });
}

function shown(name: string): string {
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}

/** What a label takes up, in pixels. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/**
 * How high labels stand, in pixels: in the order of their marks, a line apart where they are above one another, and else as near to their marks as can
 * be (least squares, by pooling neighbours that are too near); between `top` and `bottom`.
 */
export function nudged(
  boxes: readonly Box[],
  [top, bottom]: readonly [top: number, bottom: number],
): readonly number[] {
  const found = boxes.map(({ y }) => y);
  for (const group of besideOneAnother(boxes)) {
    const sorted = [...group].sort((a, b) => boxes[a]!.y - boxes[b]!.y);
    const pools: { readonly size: number; readonly mean: number }[] = [];
    for (const [place, box] of sorted.entries()) {
      let pool = { size: 1, mean: boxes[box]!.y - place * high };
      while (pools.length > 0 && pools.at(-1)!.mean > pool.mean) {
        const last = pools.pop()!;
        const size = last.size + pool.size;
        pool = { size, mean: (last.size * last.mean + pool.size * pool.mean) / size };
      }
      pools.push(pool);
    }
    const starts = pools.flatMap(({ size, mean }) => Array.from({ length: size }, () => mean));
    const lowest = bottom - (sorted.length - 1) * high;
    for (const [place, box] of sorted.entries())
      found[box] = Math.max(top, Math.min(starts[place]!, lowest)) + place * high;
  }
  return found;
}

/** Groups of boxes that would hide one another if they were as high, by their places. */
function besideOneAnother(boxes: readonly Box[]): readonly (readonly number[])[] {
  const groups: { readonly places: number[]; to: number }[] = [];
  const order = [...boxes.keys()].sort((a, b) => boxes[a]!.x - boxes[b]!.x);
  for (const place of order) {
    const { x, width } = boxes[place]!;
    const last = groups.at(-1);
    if (last && x < last.to) {
      last.places.push(place);
      last.to = Math.max(last.to, x + width);
    } else groups.push({ places: [place], to: x + width });
  }
  return groups.map(({ places }) => places);
}
