import { fields, shown } from './fields.ts';
import { escaped, wordCharacters } from './text/patterns.ts';

/** A token that stands for itself in a text, whatever the vocabulary's model makes of it. */
export interface AddedToken {
  readonly content: string;
  /** Whether it counts only where no letters touch it. */
  readonly single_word: boolean;
  /** Whether it takes the white space before it, and behind it, along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Whether it is looked for in the normalized text. */
  readonly normalized: boolean;
  /** Whether it is left out of what people read. */
  readonly special: boolean;
}

/** An added token with the id that it has. */
export interface NumberedToken extends AddedToken {
  readonly id: number;
}

/** A stretch of a text: still to be split, or the id of an added token. */
export type Section = string | number;

/** An added token of a tokenizer.json or another file. Throws one sentence where it is none. */
export function addedToken(value: unknown, path: string): AddedToken {
  const json = fields(value, path);
  const special = json.flag('special', false);
  return {
    content: json.text('content'),
    single_word: json.flag('single_word', false),
    lstrip: json.flag('lstrip', false),
    rstrip: json.flag('rstrip', false),
    normalized: json.flag('normalized', !special),
    special,
  };
}

/** A token of that content with the usual settings. */
export function plainToken(content: string, special: boolean): AddedToken {
  return { content, single_word: false, lstrip: false, rstrip: false, normalized: !special, special };
}

/**
 * The tokens with the ids that Python gives them: those of the vocabulary, else the next that are free, whatever a file says. Of
 * several of one content the last counts, under the id of the first.
 */
export function numbered(
  tokens: readonly AddedToken[],
  vocabulary: ReadonlyMap<string, number>,
): ReadonlyMap<string, NumberedToken> {
  const found = new Map<string, NumberedToken>();
  let largest = -1;
  for (const token of tokens) {
    const { content } = token;
    if (content === '') continue;
    const id = found.get(content)?.id ?? vocabulary.get(content) ?? Math.max(largest + 1, vocabulary.size);
    largest = Math.max(largest, id);
    found.set(content, { ...token, id });
  }
  return found;
}

/**
 * Divides a text at the added tokens: at those that are not normalized as it is written, then at the others once it is
 * normalized.
 */
export function sections(
  tokens: Iterable<NumberedToken>,
  normalize: (text: string) => string,
): (text: string) => readonly Section[] {
  const all = [...tokens].sort((a, b) => Number(b.special) - Number(a.special));
  const written = finder(all.filter(({ normalized }) => !normalized).map((token) => [token.content, token]));
  const normalized = finder(
    all.filter((token) => token.normalized).map((token) => [normalizedLook(token.content, normalize), token]),
  );
  return (text) => written(text).flatMap((part) => (typeof part === 'string' ? normalized(normalize(part)) : [part]));
}

function normalizedLook(content: string, normalize: (text: string) => string): string {
  const look = normalize(content);
  if (look !== '') return look;
  throw new Error(`The added token ${shown(content)} is nothing once it is normalized, which is not implemented.`);
}

/** Finds tokens by what they look like: of several at one place the longest, of equal ones the first. */
function finder(looks: readonly (readonly [string, NumberedToken])[]): (text: string) => readonly Section[] {
  const tokens = new Map([...looks].reverse());
  const whole = (text: string): string[] => (text === '' ? [] : [text]);
  if (tokens.size === 0) return whole;
  const longestFirst = [...tokens.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'gu');
  return (text) => {
    const found: Section[] = [];
    let end = 0;
    for (const { 0: look, index } of text.matchAll(pattern)) {
      const token = tokens.get(look)!;
      const behind = index + look.length;
      if (token.single_word && touchesWord(text, index, behind)) continue;
      const start = token.lstrip ? spaceBefore(text, end, index) : index;
      found.push(...whole(text.slice(end, start)), token.id);
      end = token.rstrip ? spaceBehind(text, behind) : behind;
    }
    return [...found, ...whole(text.slice(end))];
  };
}

const endsWithWord = new RegExp(`[${wordCharacters}]$`, 'u');
const beginsWithWord = new RegExp(`^[${wordCharacters}]`, 'u');
const space = /\p{White_Space}/u;

/** Whether a letter ends at a place of a text, or begins at another; one takes two places at most. */
function touchesWord(text: string, before: number, behind: number): boolean {
  return (
    endsWithWord.test(text.slice(Math.max(0, before - 2), before)) ||
    beginsWithWord.test(text.slice(behind, behind + 2))
  );
}

/** Where the white space begins that ends at a place, at the earliest at `first`. A pattern would try each blank of a long run anew. */
function spaceBefore(text: string, first: number, place: number): number {
  let at = place;
  while (at > first && space.test(text[at - 1]!)) at--;
  return at;
}

/** Where the white space ends that begins at a place. */
function spaceBehind(text: string, place: number): number {
  let at = place;
  while (at < text.length && space.test(text[at]!)) at++;
  return at;
}
