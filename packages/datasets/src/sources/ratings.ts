import { refuse, type OnBadRow } from '../files/bad-row.ts';
import type { Examples } from '../examples/examples.ts';

/** A text and how positive people found it on average. */
export interface Rating {
  readonly text: string;
  /** From −4, extremely negative, to 4, extremely positive. */
  readonly rating: number;
}

/** The names of the classes that {@link bySign} makes. */
export const sentiments: readonly string[] = ['negative', 'positive'];

/**
 * Reads lines of `id <tab> mean rating <tab> text`, the layout of Hutto and Gilbert's (2014) rated sentences. A row that
 * does not parse is thrown as one sentence with file, line and reason, or told to `onBadRow` and left out.
 *
 * @param content the file's text.
 * @param file its name, for sentences.
 * @param onBadRow `stop` (default), or what is told of each.
 */
export function parseRatings(content: string, file: string, onBadRow?: OnBadRow): Rating[] {
  const lines = content.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((text, index) => {
    const rating = parseRating(text);
    if (typeof rating !== 'string') return [rating];
    refuse({ file, line: index + 1, reason: rating }, onBadRow);
    return [];
  });
}

/** The rating of a line, or why there is none. */
function parseRating(line: string): Rating | string {
  const fields = line.split('\t');
  const [, rating = '', text = ''] = fields;
  const value = Number(rating);
  if (fields.length !== 3) {
    return `it has ${fields.length} tab-separated fields, but must have 3: id, mean rating, text`;
  }
  if (rating.trim() === '' || !(Math.abs(value) <= 4)) {
    return `its rating is "${rating}", but must be a number from -4 to 4`;
  }
  return text.trim() === '' ? 'its text is empty' : { text: text.trim(), rating: value };
}

/**
 * Rated sentences as a classification: the label is the sign of the mean rating. Ratings nearer to zero than `least`
 * (default 1) are left out, and so is every text that repeats an earlier one but for case and punctuation.
 *
 * @param ratings sentences with their mean ratings.
 * @param least in the unit of the ratings.
 */
export function bySign(ratings: readonly Rating[], least = 1): Examples {
  const seen = new Set<string>();
  const clear = ratings.filter(({ text, rating }) => {
    const words = bareWords(text);
    if (Math.abs(rating) < least || seen.has(words)) return false;
    seen.add(words);
    return true;
  });
  return {
    texts: clear.map(({ text }) => text),
    labels: clear.map(({ rating }) => (rating > 0 ? 1 : 0)),
    labelNames: sentiments,
  };
}

/**
 * Splits off one text in `parts` for development: by a checksum of its words (FNV-1a), so that the split depends on
 * no seed, no order and no other text, and copies of a text are never on both sides.
 *
 * @param text the text.
 * @param parts a whole number from 1 on.
 */
export function isDevelopment(text: string, parts: number): boolean {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(bareWords(text))) sum = Math.imul(sum ^ byte, 0x01000193);
  // The low bits of FNV-1a are its weakest.
  return ((sum ^ (sum >>> 16)) >>> 0) % parts === 0;
}

/** A text without what copies of it differ in: case, punctuation, spaces. */
function bareWords(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return words ? words.join(' ') : text;
}
