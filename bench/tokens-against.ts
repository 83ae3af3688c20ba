import { row, type Row } from './row.ts';
import { summarise, type Turn } from './statistics.ts';
import type { Worker } from './worker.ts';

/** Sequences that one side encodes before it is the other's turn. */
const atOnce = 2000;
const maxLength = 128;

/** What one side makes of some texts. */
interface Tokens {
  readonly ids: readonly (readonly number[])[];
  /** Segments. */
  readonly types: readonly (readonly number[])[];
  readonly ms: number;
}

/** Texts, or pairs of them. */
export interface Sequences {
  readonly texts: readonly string[];
  readonly pairs?: readonly string[];
}

/** Texts, whose tokens they shall become, and their name in the result. */
export interface TokensCell {
  readonly name: string;
  /** The tokenizer's. */
  readonly folder: string;
  readonly sequences: Sequences;
}

/** Takes the time of both sides for some texts. Throws where one of them has other ids or segments. */
export async function tokensAgainst(
  { name, folder, sequences: { texts, pairs } }: TokensCell,
  [left, right]: readonly [ours: Worker, peer: Worker],
): Promise<Row> {
  const turns: Turn[] = [];
  for (let begin = 0; begin < texts.length; begin += atOnce) {
    const end = begin + atOnce;
    const part = { texts: texts.slice(begin, end), ...(pairs && { pairs: pairs.slice(begin, end) }) };
    const [ours, peer] = [await tokens(left, folder, part), await tokens(right, folder, part)];
    mustBeEqual(name, part, ours, peer);
    turns.push({ ours: ours.ms, peer: peer.ms });
  }
  return { ...row(name, summarise(turns), turns.length), texts: texts.length };
}

function tokens(worker: Worker, folder: string, sequences: Sequences): Promise<Tokens> {
  return worker.ask<Tokens>({ do: 'tokenize', folder, maxLength, ...sequences });
}

function mustBeEqual(name: string, { texts, pairs }: Sequences, ours: Tokens, peer: Tokens): void {
  const read = ({ ids, types }: Tokens, at: number): string => JSON.stringify([ids[at], types[at]]);
  const at = texts.findIndex((_, index) => read(ours, index) !== read(peer, index));
  if (at < 0) return;
  throw new Error(
    `${name}: ${JSON.stringify([texts[at], pairs?.[at]])} has ids and segments ${read(ours, at)} here, and ${read(peer, at)} in Python.`,
  );
}
