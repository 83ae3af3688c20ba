import { count } from '@advtrain/compare';
import { encodeChoices, pick, questionWindows, tagTokens } from '@advtrain/datasets';
import type { Encoded, Examples } from '@advtrain/datasets';
import type { Reporter } from '@advtrain/engine/fetch';
import type { Tokenizer } from '@advtrain/models';
import { strideOf } from '../options/window-options.ts';

/** Texts above which a progress bar says how far it is: fewer take a second or two. */
const many = 20_000;
/** Examples between two moments at which a bar moves and Ctrl-C is heard. */
const atOnce = 1000;

/** How texts become token ids. */
export interface Encoding {
  readonly tokenizer: Tokenizer;
  /** Tokens of a sequence at most. */
  readonly maxLength: number;
  /** Tokens that neighbouring windows of a passage have in common. Default: a third of `maxLength`. */
  readonly docStride?: number | undefined;
  /** What goes before questions and answers. */
  readonly prefixes?: readonly [question: string, answer: string] | undefined;
}

/** Who is told of it. */
export interface EncodeOptions extends Encoding {
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Token ids of examples, with a progress bar where they are more than 20,000; an aborted signal's reason is thrown. */
export async function encode(examples: Examples, options: EncodeOptions): Promise<readonly Encoded[]> {
  const { reporter, signal } = options;
  const size = examples.texts.length;
  const bar =
    size > many ? reporter?.begin(`Tokenizing ${count(size)} examples`, sum(examples.texts.map(lengthOf))) : undefined;
  const encoded: Encoded[] = [];
  try {
    for (let from = 0; from < size; from += atOnce) {
      signal?.throwIfAborted();
      const rows = Array.from({ length: Math.min(atOnce, size - from) }, (_, row) => from + row);
      const some = pick(examples, rows);
      for (const each of encodeAtOnce(some, options)) encoded.push(each);
      bar?.advance(sum(some.texts.map(lengthOf)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    bar?.end();
  }
  return encoded;
}

/** Token ids of a few examples. */
export function encodeAtOnce(
  examples: Examples,
  { tokenizer, maxLength, docStride, prefixes }: Encoding,
): readonly Encoded[] {
  if (examples.tags) return tagTokens(examples, (words) => tokenizer.encodeWords(words, { maxLength }));
  if (examples.answers) {
    const stride = strideOf(docStride, maxLength);
    return questionWindows(examples, (question, passage) =>
      tokenizer.encodeWindows(question, passage, { maxLength, stride }),
    );
  }
  const all = (some: Pick<Examples, 'texts' | 'pairs'>) => tokenizer.encodeAll(some, { maxLength });
  return examples.choices ? encodeChoices(examples, all, prefixes ? { prefixes } : {}) : all(examples);
}

const lengthOf = ({ length }: string): number => length;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
