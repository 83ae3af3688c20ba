import { readTokenizer, type Tokenizer } from '@advtrain/models';

/** Texts, or pairs of texts, and whose tokens they shall become. */
export interface TokenizeRequest {
  /** The tokenizer's. */
  readonly folder: string;
  readonly texts: readonly string[];
  readonly pairs?: readonly string[];
  readonly maxLength: number;
}

const read = new Map<string, Tokenizer>();

/** Ids and segments of each text, with the milliseconds that they took. */
export async function tokenize({ folder, texts, pairs, maxLength }: TokenizeRequest): Promise<object> {
  const tokenizer = read.get(folder) ?? (await readTokenizer(folder));
  read.set(folder, tokenizer);
  const began = performance.now();
  const encoded = tokenizer.encodeAll({ texts, ...(pairs && { pairs }) }, { maxLength });
  const ms = performance.now() - began;
  const types = encoded.map((each) => [...(each.types ?? each.ids.map(() => 0))]);
  return { ms, ids: encoded.map(({ ids }) => [...ids]), types };
}
