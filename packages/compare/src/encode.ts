import { encodeChoices, pick } from '@advtrain/datasets';
import type { Encoded, Examples } from '@advtrain/datasets';
import type { Reporter } from '@advtrain/engine/fetch';
import type { Tokenizer } from '@advtrain/models';
import { count } from './format.ts';

/** Texts above which a progress bar says how far it is: fewer take a second or two. */
const many = 20_000;
/** Examples between two moments at which a bar moves and Ctrl-C is heard. */
const atOnce = 1000;

/** How texts become token ids. */
export interface EncodeOptions {
  readonly tokenizer: Tokenizer;
  /** Tokens of a sequence at most. */
  readonly maxLength: number;
  /** What goes before questions and answers. */
  readonly prefixes?: readonly [question: string, answer: string] | undefined;
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Token ids of examples, with a progress bar where they are more than 20,000; an aborted signal's reason is thrown. */
export async function encode(examples: Examples, options: EncodeOptions): Promise<readonly Encoded[]> {
  const { tokenizer, maxLength, prefixes, reporter, signal } = options;
  const all = (some: Pick<Examples, 'texts' | 'pairs'>) => tokenizer.encodeAll(some, { maxLength });
  const size = examples.texts.length;
  const bar =
    size > many ? reporter?.begin(`Tokenizing ${count(size)} examples`, sum(examples.texts.map(lengthOf))) : undefined;
  const encoded: Encoded[] = [];
  try {
    for (let from = 0; from < size; from += atOnce) {
      signal?.throwIfAborted();
      const rows = Array.from({ length: Math.min(atOnce, size - from) }, (_, row) => from + row);
      const some = pick(examples, rows);
      const ids = some.choices ? encodeChoices(some, all, prefixes ? { prefixes } : {}) : all(some);
      for (const each of ids) encoded.push(each);
      bar?.advance(sum(some.texts.map(lengthOf)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    bar?.end();
  }
  return encoded;
}

const lengthOf = ({ length }: string): number => length;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
