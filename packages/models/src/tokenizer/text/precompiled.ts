import type { Fields } from '../fields.ts';
import { graphemes } from './graphemes.ts';

/** Graphemes of this many bytes or more are looked up one character at a time. */
const longest = 6;
const encoder = new TextEncoder();
const isPlain = /^[\x20-\x7e]*$/;

/**
 * The table of replacements that SentencePiece compiles (Kudo & Richardson 2018): a trie as a double array, and the
 * texts that its leaves point into. Applied as Python's `tokenizers` does: to each grapheme, else to each character of it.
 */
export function precompiled(json: Fields): (text: string) => string {
  const { units, texts } = readTable(json);
  const known = new Map<string, string>();
  const replacement = (chunk: string): string | undefined => {
    const at = shortestPrefix(units, encoder.encode(chunk));
    if (at === undefined) return undefined;
    const end = texts.indexOf(0, at);
    return new TextDecoder().decode(texts.subarray(at, end === -1 ? texts.length : end));
  };
  const change = (grapheme: string): string => {
    const short = encoder.encode(grapheme).length < longest;
    const whole = short ? replacement(grapheme) : undefined;
    return whole ?? Array.from(grapheme, (character) => replacement(character) ?? character).join('');
  };
  return (text) => {
    let result = '';
    for (const grapheme of isPlain.test(text) ? text : graphemes(text)) {
      let changed = known.get(grapheme);
      if (changed === undefined) {
        changed = change(grapheme);
        known.set(grapheme, changed);
      }
      result += changed;
    }
    return result;
  };
}

function readTable(json: Fields): { units: DataView; texts: Uint8Array } {
  const encoded = json.text('precompiled_charsmap');
  const damaged = new Error(`${json.path}.precompiled_charsmap is damaged: get tokenizer.json again.`);
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  } catch {
    throw damaged;
  }
  if (bytes.length < 4) throw damaged;
  const size = new DataView(bytes.buffer).getUint32(0, true);
  if (size === 0 || size % 4 !== 0 || size > bytes.length - 4) throw damaged;
  return { units: new DataView(bytes.buffer, 4, size), texts: bytes.subarray(4 + size) };
}

/** Where the text begins that replaces the shortest beginning of a key which is in the trie. */
function shortestPrefix(units: DataView, key: Uint8Array): number | undefined {
  const unitAt = (node: number): number => (node * 4 < units.byteLength ? units.getUint32(node * 4, true) : 0);
  let node = offsetOf(unitAt(0));
  for (const byte of key) {
    if (byte === 0) return undefined;
    node ^= byte;
    const unit = unitAt(node);
    if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
    node ^= offsetOf(unit);
    if ((unit >>> 8) & 1) return unitAt(node) & 0x7fffffff;
  }
  return undefined;
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
