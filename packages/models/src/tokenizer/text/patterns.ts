import { shown, type Fields } from '../fields.ts';
import { isSlow } from './backtracking.ts';

/** What Rust takes for a character of a word: `\w`. */
export const wordCharacters = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';

/** The parts of a regular expression that mean the same in JavaScript, or what they are there. */
const parts =
  /\\[pP]\{\^?[A-Za-z_=]+\}|\\[sSrnt]|\\[^A-Za-z0-9]|\[\^?(?:\\[pP]\{[A-Za-z_=]+\}|\\[sSrnt]|\\[^A-Za-z0-9]|[^\\[\]&])+\]|\(\?[:=!]|\((?!\?)|[)|*+?]|\{\d+(?:,\d*)?\}|[^\\[\](){}^$|*+?]/suy;

/**
 * The pattern of a `Split` or `Replace` in a tokenizer.json as a global regular expression. Throws one sentence for what
 * JavaScript would take for something else, and for what could take it longer than the square of a text's length.
 */
export function patternOf(json: Fields): RegExp {
  const pattern = json.part('pattern');
  if (pattern.has('String')) return new RegExp(escaped(pattern.text('String')), 'gu');
  const source = pattern.text('Regex');
  const refused = new Error(
    `${pattern.path}.Regex is ${shown(source)}, which is not implemented: use another tokenizer.`,
  );
  const found = source.match(new RegExp(parts, 'suyg')) ?? [];
  if (source === '' || found.join('') !== source || found.some(isDoubled)) throw refused;
  let made: RegExp;
  let slow: boolean;
  try {
    made = new RegExp(found.map(inJavaScript).join(''), 'gu');
    slow = isSlow(found);
  } catch {
    throw refused;
  }
  if (!slow) return made;
  throw new Error(
    `${pattern.path}.Regex is ${shown(source)}, whose repetitions some texts would keep busy without an end: use another tokenizer.`,
  );
}

/** Possessive, lazy after a brace, and the like are others in JavaScript. */
function isDoubled(part: string, at: number, all: readonly string[]): boolean {
  const next = all[at + 1];
  return (/^[*+?{]/.test(part) && next === '+') || (part.startsWith('{') && next === '?');
}

/** A text as a regular expression that matches it. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** White space is Unicode's there: JavaScript's `\s` has U+FEFF too and lacks U+0085. */
function inJavaScript(part: string): string {
  if (part === '.') return '[^\\n]';
  if (/^\\[^A-Za-z0-9]$/su.test(part)) return escaped(part.slice(1));
  return part
    .replace(/\\s/g, '\\p{White_Space}')
    .replace(/\\S/g, '\\P{White_Space}')
    .replace(/\\p\{\^/g, '\\P{')
    .replace(/(?<!\\)\//g, '\\/');
}
