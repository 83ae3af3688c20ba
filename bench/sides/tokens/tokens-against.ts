import { row, type Row } from '../row.ts';
import { summarise, type Turn } from '../statistics.ts';
import type { Worker } from '../../workers/worker.ts';

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

/** Takes the time of both sides for some texts, and says of the first whose ids or segments differ what either makes of it. */
export async function tokensAgainst(
  { name, folder, sequences: { texts, pairs } }: TokensCell,
  [left, right]: readonly [ours: Worker, peer: Worker],
  tell: (sentence: string) => void,
): Promise<Row> {
  const turns: Turn[] = [];
  const different: string[] = [];
  for (let begin = 0; begin < texts.length; begin += atOnce) {
    const end = begin + atOnce;
    const part = { texts: texts.slice(begin, end), ...(pairs && { pairs: pairs.slice(begin, end) }) };
    const ours = await tokens(left, folder, part);
    const peer = await tokens(right, folder, part);
    different.push(...differences(part, ours, peer));
    turns.push({ ours: ours.ms, peer: peer.ms });
  }
  if (different[0] !== undefined) tell(`${name}: ${different[0]}`);
  return { ...row(name, summarise(turns), turns.length), texts: texts.length, different: different.length };
}

function tokens(worker: Worker, folder: string, sequences: Sequences): Promise<Tokens> {
  return worker.ask<Tokens>({ do: 'tokenize', folder, maxLength, ...sequences });
}

/** A sentence about each text that the sides read differently. */
function differences({ texts, pairs }: Sequences, ours: Tokens, peer: Tokens): readonly string[] {
  const read = ({ ids, types }: Tokens, at: number): string => JSON.stringify([ids[at], types[at]]);
  return texts.flatMap((text, at) => {
    const here = read(ours, at);
    const there = read(peer, at);
    const given = JSON.stringify(pairs ? [text, pairs[at]] : text);
    return here === there ? [] : [`${given} has ids and segments ${here} here, and ${there} in Python.`];
  });
}
