import { naturalEntry } from '@advtrain/core';

const symbols = ['circle', 'triangle', 'square', 'diamond2', 'star', 'cross'] as const;

/** The shape of a mark. */
export type Shape = (typeof symbols)[number];

/** How something is drawn in every chart of a page: no colour stands alone. */
export interface Look {
  /** Which of the palette's colours, from 0. */
  readonly colour: number;
  /** Lengths of dashes and gaps, as SVG has them. */
  readonly dash: string;
  readonly symbol: Shape;
}

const colours = 12;
const dashes = ['none', '7 3', '2 2.5', '9 3 2 3'] as const;

// With it the methods of the presets have colours of their own, and no two methods that come with the command look alike.
const salt = '115295';

/**
 * How a method is drawn, by its name alone, so that it looks the same whatever it is compared with: natural training is grey, the same at matched cost
 * black (white in the dark). Others share twelve colours, four patterns of dashes and six shapes.
 *
 * @param method its name, not its title.
 */
export function lookOf(method: string): Look {
  if (method === naturalEntry.name) return { colour: 0, dash: 'none', symbol: 'circle' };
  if (method === `${naturalEntry.name}-matched`) return { colour: 1, dash: '7 3', symbol: 'square' };
  const hash = hashOf(salt + method);
  return {
    colour: 2 + (hash % colours),
    dash: dashes[(hash >>> 8) % dashes.length]!,
    symbol: symbols[(hash >>> 16) % symbols.length]!,
  };
}

/**
 * How methods are drawn side by side: up to twelve beside natural training differ in colour. One keeps its own colour ({@link lookOf})
 * where none before it has that, else it has the next free one; beyond twelve, those of one colour differ in dashes and shape.
 *
 * @param methods their names, in the order that they are shown in.
 */
export function looksOf(methods: readonly string[]): ReadonlyMap<string, Look> {
  const looks = new Map<string, Look>();
  const moved: string[] = [];
  const isFree = (colour: number): boolean => [...looks.values()].every((look) => look.colour !== colour);
  for (const method of new Set(methods)) {
    const own = lookOf(method);
    if (isFree(own.colour)) looks.set(method, own);
    else moved.push(method);
  }
  for (const method of moved) looks.set(method, besides(lookOf(method), [...looks.values()]));
  return looks;
}

/** The look with the next colour that no other has; where all are taken, with the next dashes and shape that none of its colour has. */
function besides(own: Look, others: readonly Look[]): Look {
  for (let on = 1; on < colours; on++) {
    const colour = 2 + ((own.colour - 2 + on) % colours);
    if (others.every((other) => other.colour !== colour)) return { ...own, colour };
  }
  const alike = others.filter(({ colour }) => colour === own.colour);
  const next = <T>(all: readonly T[], from: T, taken: readonly T[]): T => {
    const turned = all.map((_, on) => all[(all.indexOf(from) + on) % all.length]!);
    return turned.find((each) => !taken.includes(each)) ?? from;
  };
  return {
    colour: own.colour,
    dash: next<string>(
      dashes,
      own.dash,
      alike.map(({ dash }) => dash),
    ),
    symbol: next(
      symbols,
      own.symbol,
      alike.map(({ symbol }) => symbol),
    ),
  };
}

/**
 * How the thing at a place of a list is drawn, where things have no names that last: the first twelve differ in colour.
 *
 * @param place from 0 on; looks come again after the last.
 */
export function lookAt(place: number): Look {
  return {
    colour: 2 + (place % colours),
    dash: dashes[place % dashes.length]!,
    symbol: symbols[place % symbols.length]!,
  };
}

/** FNV-1a, its bits mixed, of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The colour as an attribute of SVG takes it; the page says what it is. */
export function paint({ colour }: Look): string {
  return `var(--c${colour})`;
}
