import { lookAlikes } from './homoglyphs.ts';

/** A text, and where its words are. */
export interface WordedText {
  readonly text: string;
  /** Each word's first place in the text, and the one after its last, in UTF-16 units. */
  readonly spans: readonly Span[];
}

/** From `start` on, to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands in the place of words, by the word's index. */
export type Edits = ReadonlyMap<number, string>;

/** Letters, digits and `_`; signs within words; and the look-alikes that TextAttack writes. */
const pattern = new RegExp(`[\\p{L}\\p{N}_'\\-*@${lookAlikes}]+`, 'gu');
/** What a word neither begins nor ends with. */
const edges = new Set(`'-_*@`);

/**
 * The words of a text as TextAttack 0.3.11 counts them (`words_from_text`): runs of letters, digits and the signs `'-_*@`, without
 * those signs at either end. A run of Chinese characters is one word here: they are not segmented.
 */
export function worded(text: string): WordedText {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    let start = match.index;
    let end = start + match[0].length;
    while (start < end && edges.has(text[start]!)) start++;
    while (end > start && edges.has(text[end - 1]!)) end--;
    if (start < end) spans.push({ start, end });
  }
  return { text, spans };
}

/** A word, by its index. */
export function wordAt({ text, spans }: WordedText, index: number): string {
  const { start, end } = spans[index]!;
  return text.slice(start, end);
}

/** Whether a string is exactly one word, as {@link worded} counts: `U.S.` is two. */
export function isOneWord(text: string): boolean {
  return worded(text).spans.length === 1;
}

/** The text with edits in place of words, all else byte for byte. */
export function written({ text, spans }: WordedText, edits: Edits): string {
  let result = '';
  let done = 0;
  for (const [index, word] of [...edits].sort(([a], [b]) => a - b)) {
    result += text.slice(done, spans[index]!.start) + word;
    done = spans[index]!.end;
  }
  return result + text.slice(done);
}

/** The text without a word and one of the spaces beside it: the one before, or after the first word. */
export function without({ text, spans }: WordedText, index: number): string {
  let { start, end } = spans[index]!;
  if (end < text.length) {
    if (index === 0 && text[end] === ' ') end++;
    else if (index > 0 && text[start - 1] === ' ') start--;
  }
  return text.slice(0, start) + text.slice(end);
}

/** The order of Python's strings, by code points: JavaScript's own is by UTF-16 units. */
export function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let place = 0; place < length; place++) {
    const left = a.charCodeAt(place);
    const right = b.charCodeAt(place);
    if (left !== right) return raised(left) - raised(right);
  }
  return a.length - b.length;
}

/** A UTF-16 unit, with the halves of characters beyond the first 65,536 above all others. */
function raised(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
