import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustBeFolder } from '../folder/folder.node.ts';
import { isFile, readJson } from '../folder/json.node.ts';
import { tokenizer, type Tokenizer } from './tokenizer.ts';
import { bytePairJson, wordPieceJson } from './vocabulary.ts';

/**
 * The tokenizer of a Hugging Face folder: from tokenizer.json, else BERT's from vocab.txt, else RoBERTa's from vocab.json
 * and merges.txt; with the settings of tokenizer_config.json, where there is one. Throws one sentence where texts may
 * have ids beyond `vocabSize`, the model's, if it is given. Ids of tokens that were only added may lie beyond.
 */
export async function readTokenizer(folder: string, vocabSize = Infinity): Promise<Tokenizer> {
  await mustBeFolder(folder);
  const path = join(folder, 'tokenizer_config.json');
  const settings = (await isFile(path)) ? await readJson(path) : {};
  try {
    const json = await readTokenizerJson(folder, settings);
    const read = tokenizer(json, settings);
    const largest = largestId(json, read);
    if (largest < vocabSize) return read;
    throw new Error(
      `its tokenizer gives ids up to ${largest}, but the model has ${vocabSize} (vocab_size): put the model's own tokenizer there.`,
    );
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith(folder) ? message : `${folder}: ${message}`, { cause: error });
  }
}

async function readTokenizerJson(folder: string, settings: Readonly<Record<string, unknown>>): Promise<object> {
  const has = (name: string): Promise<boolean> => isFile(join(folder, name));
  const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  if (await has('tokenizer.json')) return readJson(join(folder, 'tokenizer.json'));
  if (await has('vocab.txt')) return wordPieceJson(await text('vocab.txt'), settings);
  if ((await has('vocab.json')) && (await has('merges.txt'))) {
    return bytePairJson(await readJson(join(folder, 'vocab.json')), await text('merges.txt'), settings);
  }
  const found = (await has('spiece.model')) ? 'only spiece.model, which is not read' : 'none of its files';
  throw new Error(
    `${folder} has no tokenizer.json for its tokenizer, and ${found}: save it there with Python's AutoTokenizer.from_pretrained(…).save_pretrained(…).`,
  );
}

/** The largest id that a text may have which names no added token: of the vocabulary, around texts, or of padding. */
function largestId(json: object, { encode, padId }: Tokenizer): number {
  const { vocab } = (json as { model: { vocab: readonly unknown[] | Readonly<Record<string, number>> } }).model;
  const ids = Array.isArray(vocab) ? [vocab.length - 1] : Object.values(vocab as Readonly<Record<string, number>>);
  return [...encode('a', 'b').ids, ...ids].reduce((most, id) => Math.max(most, id), padId);
}
