/** What moves a terminal's cursor, colours or text direction, line ends and tabs apart. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text that comes of data, as a terminal may be given it: control characters are written out as JSON does it, `\u001b` and
 * `\u202e`, so that JSON stays JSON.
 *
 * @param text any text.
 */
export function printable(text: string): string {
  return text.replace(controls, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}
