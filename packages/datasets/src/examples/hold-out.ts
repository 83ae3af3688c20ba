import { checked, numberThat, wholeFrom, type RulesOf } from '@advtrain/core';
import { pick, type Examples } from './examples.ts';

/** Examples to train on, and others to measure on. */
export interface HeldOut {
  readonly train: Examples;
  readonly development: Examples;
}

/** How examples are divided. */
export interface HoldOutOptions {
  /** What share of them is held out, in (0, 1), rounded down, copies of a text together. Default 0.2. */
  readonly share?: number;
  /** How many are held out at least. Default 1; of a regression 2, for a correlation needs them. */
  readonly least?: number;
}

const rules: RulesOf<HoldOutOptions> = {
  share: numberThat('above 0 and below 1', (value) => value > 0 && value < 1),
  least: wholeFrom(1),
};

/**
 * Holds examples out, by a checksum of their texts: the same ones whatever the order they come in, and copies of a text never in
 * both parts. Throws one sentence where none would be left to train on.
 *
 * @param examples those to be divided, which stay as they are.
 * @param options `share`, above 0 and below 1, and `least`, how many are held out at least (default 1, of values 2).
 */
export async function holdOut(examples: Examples, options: HoldOutOptions = {}): Promise<HeldOut> {
  const { share = 0.2, least = isRegression(examples) ? 2 : 1 } = checked('holdOut', options, rules);
  const { texts } = examples;
  const size = Math.max(least, Math.floor(texts.length * share));
  if (texts.length <= size) {
    const count = texts.length === 1 ? 'is 1 example' : `are ${texts.length} examples`;
    throw new Error(`There ${count}, but training and development need at least ${size + 1}: give more.`);
  }
  const keys = await Promise.all(texts.map(async (text, row) => `${await checksum(text)} ${restOf(examples, row)}`));
  const order = [...keys.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
  const end = boundary(
    order.map((row) => keys[row]!),
    size,
    least,
  );
  if (end === undefined) {
    throw new Error(
      `There are too few different texts in ${texts.length} examples to train on some and measure on others: give more.`,
    );
  }
  return { train: pick(examples, order.slice(end)), development: pick(examples, order.slice(0, end)) };
}

/** What an example is beside its text, which many pairs may share and be no copies. */
function restOf({ pairs, choices }: Examples, row: number): string {
  return [pairs?.[row] ?? '', ...(choices?.[row] ?? [])].join('\n');
}

/** The place nearest to `size` that parts no copies, with `least` before it and one behind it at least; `undefined` where there is none. */
function boundary(keys: readonly string[], size: number, least: number): number | undefined {
  const parts = (at: number): boolean => keys[at - 1] === keys[at];
  let before = size;
  while (before >= least && parts(before)) before--;
  let behind = size;
  while (behind < keys.length && parts(behind)) behind++;
  if (before < least) return behind < keys.length ? behind : undefined;
  return behind < keys.length && behind - size < size - before ? behind : before;
}

function isRegression({ labelNames, choices }: Examples): boolean {
  return labelNames.length === 0 && !choices;
}

/** SHA-256 in hexadecimal. */
async function checksum(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
