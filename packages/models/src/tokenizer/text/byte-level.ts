/**
 * GPT-2's split into words. White space is Unicode's, as in Python: JavaScript's `\s` has U+FEFF too and lacks U+0085.
 */
export const byteLevelWords =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** The bytes that are letters themselves; the others are the letters from U+0100 on, in their order. */
const isOwn = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

const letters = lettersOfBytes();
const bytes = new Map(letters.map((letter, byte) => [letter, byte]));
const encoder = new TextEncoder();

/** A letter for each byte of a text (Radford et al. 2019). */
export function byteLetters(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Most words are ASCII, whose bytes are their codes: the encoder costs more than all else does.
    if (code >= 0x80) return result + encodedLetters(text.slice(at));
    result += letters[code]!;
  }
  return result;
}

function encodedLetters(text: string): string {
  let result = '';
  for (const byte of encoder.encode(text)) result += letters[byte]!;
  return result;
}

/** The text of bytes that are written as letters. */
export function textOfLetters(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (letter) => bytes.get(letter) ?? 0x3f));
}

function lettersOfBytes(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isOwn(byte) ? byte : next++));
}
