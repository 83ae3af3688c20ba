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
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    // Without an end, only its end is kept.
    rest = parts.pop()!.slice(-longest);
    lines.push(...parts.slice(-most).map(shown));
    lines.splice(0, lines.length - most);
  });
  stream.on('error', () => undefined);
  return { lines: () => [...lines, ...(rest === '' ? [] : [shown(rest)])].slice(-most) };
}

function shown(line: string): string {
  return (line.split('\r').findLast((part) => part !== '') ?? '').slice(0, longest);
}
