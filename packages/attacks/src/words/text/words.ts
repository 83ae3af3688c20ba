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
export function written(worded: WordedText, edits: Edits): string {
  return section(worded, edits, 0, worded.text.length);
}

/** What stands before and after a word's place, with the edits there. */
export function around(worded: WordedText, edits: Edits, place: number): { before: string; after: string } {
  const { start, end } = worded.spans[place]!;
  return { before: section(worded, edits, 0, start), after: section(worded, edits, end, worded.text.length) };
}

/** A section of a text, with the edits in it. */
function section({ text, spans }: WordedText, edits: Edits, from: number, to: number): string {
  let result = '';
  let done = from;
  for (const [index, word] of [...edits].sort(([a], [b]) => a - b)) {
    const { start, end } = spans[index]!;
    if (start < from || end > to) continue;
    result += text.slice(done, start) + word;
    done = end;
  }
  return result + text.slice(done, to);
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
