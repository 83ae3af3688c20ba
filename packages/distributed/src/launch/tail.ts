import type { Readable } from 'node:stream';

/** How much of a line is kept, in characters. */
const longest = 2000;

/** The last lines of a stream, which is read to its end. */
export interface Tail {
  readonly lines: () => readonly string[];
}

/** Reads a stream and keeps its last lines; of a line that is written over itself, as progress is, what it was last. */
export function tailOf(stream: Readable, most: number): Tail {
  const lines: string[] = [];
  let rest = '';
  const keep = (line: string) => {
    lines.push((line.split('\r').findLast((part) => part !== '') ?? '').slice(0, longest));
    if (lines.length > most) lines.shift();
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    // Without an end, only its end is kept.
    rest = parts.pop()!.slice(-longest);
    for (const part of parts.slice(-most)) keep(part);
  });
  stream.on('error', () => undefined);
  return { lines: () => [...lines, ...(rest === '' ? [] : [rest])].slice(-most) };
}
