import { textOfLetters } from '../text/byte-level.ts';
import type { NormalizedText } from './normalized-text.ts';

/** Where a token stands in a text: from a character up to another, without blanks around it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What pieces of a text are made of. */
export interface Spelling {
  /** Whether letters stand for the bytes of UTF-8. */
  readonly bytes: boolean;
  /** What a token is written as within a word; `undefined` for one that stands for anything. */
  surfaceOf(id: number): string | undefined;
}

const blank = /[\p{White_Space}▁]/u;

/** The spans of the tokens of pieces, which stand in a normalized text one after the other. */
export function spansOf(
  text: NormalizedText,
  pieces: readonly { readonly piece: string; readonly ids: readonly number[] }[],
  spelling: Spelling,
): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const { piece, ids } of pieces) {
    const lengths = lengthsIn(piece, ids, spelling);
    const places = placesOf(piece, spelling.bytes);
    const written = spelling.bytes ? textOfLetters(piece) : piece;
    const begin = beginOf(text.text, written, at);
    at = begin.next;
    let used = 0;
    for (const length of lengths) {
      spans.push(spanOf(text, begin.places, places, used, used + length));
      used += length;
    }
  }
  return spans;
}

/** Where the characters of a piece stand in the text; −1 for a blank that was put there. */
function beginOf(text: string, piece: string, from: number): { places: readonly number[]; next: number } {
  const places: number[] = [];
  let at = from;
  for (let index = 0; index < piece.length; index++) {
    const letter = piece[index]!;
    const isBlank = blank.test(letter);
    if (isBlank && !(at < text.length && blank.test(text[at]!))) {
      places.push(-1);
      continue;
    }
    if (!isBlank) while (at < text.length && text[at] !== letter) at++;
    places.push(at < text.length ? at : -1);
    at++;
  }
  return { places, next: Math.min(at, text.length) };
}

/** For each letter of a piece the character of what it is written for. */
function placesOf(piece: string, isBytes: boolean): readonly number[] {
  if (!isBytes) return Array.from({ length: piece.length }, (_, index) => index);
  const places: number[] = [];
  let character = 0;
  for (const letter of textOfLetters(piece)) {
    const size = new TextEncoder().encode(letter).length;
    for (let byte = 0; byte < size; byte++) places.push(character);
    character += letter.length;
  }
  return places;
}

/** How many letters of a piece each of its tokens takes. */
function lengthsIn(piece: string, ids: readonly number[], { surfaceOf }: Spelling): readonly number[] {
  const surfaces = ids.map(surfaceOf);
  let at = 0;
  return surfaces.map((surface, place) => {
    const isLast = place === surfaces.length - 1;
    const isHere = surface !== undefined && piece.startsWith(surface, at);
    const next = surfaces[place + 1];
    const found = next === undefined ? -1 : piece.indexOf(next, at + 1);
    const unknown = isLast ? piece.length - at : found < 0 ? Math.min(1, piece.length - at) : found - at;
    const length = isHere ? surface.length : unknown;
    at += length;
    return length;
  });
}

function spanOf(
  { text, starts, ends }: NormalizedText,
  places: readonly number[],
  characters: readonly number[],
  from: number,
  to: number,
): Span {
  const own = [...new Set(characters.slice(from, to))].map((each) => places[each] ?? -1).filter((each) => each >= 0);
  const solid = own.filter((each) => !blank.test(text[each]!));
  const first = solid[0];
  const last = solid.at(-1);
  if (first !== undefined && last !== undefined) return { start: starts[first]!, end: ends[last]! };
  const near = own.at(-1);
  const end = near === undefined ? 0 : ends[near]!;
  return { start: end, end };
}
