import type { Memory } from './cell.ts';
import type { Summary } from './statistics.ts';

/** A line of the result, and an object of the JSON output. */
export interface Row extends Summary {
  readonly name: string;
  /** The peak memory of our process above what its libraries take, in bytes. */
  readonly ours_bytes?: number;
  readonly peer_bytes?: number;
  /** Turns that the medians are of. */
  readonly turns: number;
  /** Texts that were tokenized. */
  readonly texts?: number;
  /** Of those, how many became other ids than on the other side. */
  readonly different?: number;
}

/** A row of what was measured. */
export function row(name: string, summary: Summary, turns: number, memory?: { ours: Memory; peer: Memory }): Row {
  const bytes = memory && { ours_bytes: memory.ours.bytes, peer_bytes: memory.peer.bytes };
  return { name, ...summary, turns, ...bytes };
}

/** The rows' heading. */
export const heading = line('', 'ratio', 'quartiles', 'ours', 'peer', 'ours', 'peer');

/** A row as people read it. */
export function formatted({ name, ratio, quartiles, ours_ms, peer_ms, ours_bytes, peer_bytes }: Row): string {
  const [low, high] = quartiles.map((each) => each.toFixed(2));
  const size = (bytes?: number): string => (bytes === undefined ? '' : `${(bytes / 1e9).toFixed(2)} GB`);
  return line(name, ratio.toFixed(2), `${low}–${high}`, ms(ours_ms), ms(peer_ms), size(ours_bytes), size(peer_bytes));
}

function ms(value: number): string {
  return `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

function line(name: string, ...cells: readonly string[]): string {
  return `${name.padEnd(32)}${cells.map((cell) => cell.padStart(12)).join('')}`.trimEnd();
}
