import type { Fields } from './fields.ts';
import { textOfLetters } from './text/byte-level.ts';
import { prependScheme } from './text/prepend-scheme.ts';

/** Joins tokens to a text for people to read, by the kind of decoder that a tokenizer.json names; with spaces by default. */
export function decoderOf(json: Fields | undefined): (tokens: readonly string[]) => string {
  const type = json?.text('type');
  if (type === 'ByteLevel') return (tokens) => textOfLetters(tokens.join(''));
  if (type === 'Metaspace') {
    prependScheme(json!);
    const mark = json!.text('replacement');
    return (tokens) => tokens.join('').replaceAll(mark, ' ').trim();
  }
  if (type !== 'WordPiece') return (tokens) => tokens.join(' ');
  const prefix = json!.text('prefix');
  const cleans = json!.flag('cleanup', true);
  return (tokens) => {
    const parts = tokens.map((token, index) => {
      if (index > 0 && token.startsWith(prefix)) return token.slice(prefix.length);
      return index > 0 ? ` ${token}` : token;
    });
    return cleans ? tidied(parts.join('')) : parts.join('');
  };
}

/** Python's clean-up: no spaces before marks and within English contractions. */
function tidied(text: string): string {
  return text
    .replace(/ ([.?!,])/g, '$1')
    .replace(/ ' /g, "'")
    .replace(/ (n't|'m|'s|'ve|'re)/g, '$1');
}
