import { pick, type Examples } from './examples.ts';

/** Examples to train on, and others to measure on. */
export interface HeldOut {
  readonly train: Examples;
  readonly development: Examples;
}

/** How examples are divided. */
export interface HoldOutOptions {
  /** What share of them is held out, in (0, 1), rounded down. Default 0.2. */
  readonly share?: number;
  /** How many are held out at least. Default 1; of a regression 2, for a correlation needs them. */
  readonly least?: number;
}

/**
 * Holds examples out, by a checksum of their texts: the same ones whatever the order they come in. Throws one sentence where none
 * would be left to train on.
 *
 * @param examples those to be divided, which stay as they are.
 * @param options `share`, above 0 and below 1, and `least`, how many are held out at least (default 1, of values 2).
 */
export async function holdOut(
  examples: Examples,
  { share = 0.2, least = isRegression(examples) ? 2 : 1 }: HoldOutOptions = {},
): Promise<HeldOut> {
  if (!(share > 0 && share < 1)) throw new Error(`share is ${share}, but must be above 0 and below 1.`);
  const { texts } = examples;
  const size = Math.max(least, Math.floor(texts.length * share));
  if (texts.length <= size) {
    const count = texts.length === 1 ? 'is 1 example' : `are ${texts.length} examples`;
    throw new Error(`There ${count}, but training and development need at least ${size + 1}: give more.`);
  }
  const sums = await Promise.all(texts.map(checksum));
  const order = sums
    .map((sum, row) => ({ row, sum }))
    .sort((a, b) => (a.sum < b.sum ? -1 : 1))
    .map(({ row }) => row);
  return { train: pick(examples, order.slice(size)), development: pick(examples, order.slice(0, size)) };
}

function isRegression({ labelNames, choices }: Examples): boolean {
  return labelNames.length === 0 && !choices;
}

/** SHA-256 in hexadecimal. */
async function checksum(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
