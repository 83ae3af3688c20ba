import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenizerResaved } from '../../folder/conversion.ts';
import { mustBeFolder } from '../../folder/folder.node.ts';
import { isFile, readJson, readJsonIfAny, readWhole } from '../../folder/json.node.ts';
import { plainToken } from '../added-tokens.ts';
import { ownField, type Json } from '../fields.ts';
import { tokenizer, type ModelSizes, type Tokenizer } from '../tokenizer.ts';
import { wholeTokenizer } from '../whole-tokenizer.ts';
import { asClass } from './as-class.ts';
import { debertaJson } from './as-deberta.ts';
import { classIn } from './class-in.node.ts';
import { usualTokens, type TokenizerClass } from './class.ts';
import { readSentencePieces } from './sentence-piece.ts';
import { allAddedTokens, listsTokens, mustAgree, tokensInFile, withMap } from './special-tokens.ts';
import { bytePairJson, wordPieceJson } from './vocabulary.ts';

/**
 * The tokenizer of a Hugging Face folder as Python's AutoTokenizer reads it: from tokenizer.json, else BERT's from vocab.txt,
 * else RoBERTa's from vocab.json and merges.txt, or DeBERTa's from spm.model; with the settings of tokenizer_config.json and the tokens that were added
 * there, in special_tokens_map.json or in added_tokens.json. Throws one sentence for a class or a part that is not implemented,
 * and where texts may have ids beyond the model's, whose config may be given as `sizes`. Ids of tokens that were only added may
 * lie beyond: the first text that has one is refused.
 *
 * @param folder one in the layout of Hugging Face.
 * @param sizes how many ids, tokens and segments the model has. Default: nothing is checked against them.
 */
export async function readTokenizer(folder: string, sizes: ModelSizes = {}): Promise<Tokenizer> {
  return read(folder, ({ json, settings }) => tokenizer(json, settings, sizes));
}

/**
 * The texts of a tokenizer.json and a tokenizer_config.json that give the ids of {@link readTokenizer} to whoever reads nothing else:
 * also for a folder that lacks them, and with the tokens that its other files add.
 *
 * @param folder one in the layout of Hugging Face.
 */
export async function tokenizerTexts(folder: string): Promise<Readonly<Record<string, string>>> {
  return read(folder, (found) => {
    const { json, settings } = wholeTokenizer(found.json, found.settings);
    return { 'tokenizer.json': JSON.stringify(json), 'tokenizer_config.json': JSON.stringify(settings) };
  });
}

/** Vocabularies that `transformers` reads, where their class has no other here. */
const vocabularies: Readonly<Partial<Record<TokenizerClass, RegExp>>> = { mpnet: /^vocab\.txt$/ };
const sentencePieces = /\.model$/;

/** Makes something of the files of a folder's tokenizer. */
async function read<Made>(folder: string, make: (found: { json: Json; settings: Json }) => Made): Promise<Made> {
  await mustBeFolder(folder);
  const optional = (name: string): Promise<Json> => readJsonIfAny(join(folder, name));
  const written = await optional('tokenizer_config.json');
  const map = await optional('special_tokens_map.json');
  const added = await optional('added_tokens.json');
  try {
    const type = await classIn(folder);
    const said = listsTokens(written) ? written : withMap(written, map);
    const settings = { ...usualTokens[type], ...said };
    const { json, own } = await readParts(folder, type, settings);
    return make({
      json: { ...json, added_tokens: allAddedTokens(own, settings, tokensInFile(added, said)) },
      settings,
    });
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith(folder) ? message : `${folder}: ${message}`, { cause: error });
  }
}

/** What tokenizer.json holds, or would hold for another vocabulary; with the added tokens that it has of its own. */
async function readParts(
  folder: string,
  type: TokenizerClass,
  settings: Json,
): Promise<{ json: Json; own: readonly unknown[] }> {
  const has = (name: string): Promise<boolean> => isFile(join(folder, name));
  const bytes = (name: string): Promise<Buffer> => readWhole(join(folder, name));
  const text = async (name: string): Promise<string> => (await bytes(name)).toString();
  if (await has('tokenizer.json')) {
    const written = await readJson(join(folder, 'tokenizer.json'));
    const json = asClass(written, type, settings);
    const own = ownField(written, 'added_tokens') ?? [];
    if (!Array.isArray(own)) throw new Error("The tokenizer's added_tokens must be a list.");
    if (type !== 'generic') mustAgree(own, settings);
    return { json, own };
  }
  if (type === 'bert' && (await has('vocab.txt'))) {
    return { json: wordPieceJson(await text('vocab.txt'), settings) as Json, own: [] };
  }
  if (type === 'roberta' && (await has('vocab.json')) && (await has('merges.txt'))) {
    const vocab = await readJson(join(folder, 'vocab.json'));
    return { json: bytePairJson(vocab, await text('merges.txt'), settings) as Json, own: [] };
  }
  if (type === 'deberta-v2' && (await has('spm.model'))) {
    const pieces = readSentencePieces('spm.model', await bytes('spm.model'));
    const special = pieces.special.map((content) => plainToken(content, true));
    return { json: debertaJson(pieces, settings), own: special };
  }
  const unread = (await readdir(folder)).find((name) => (vocabularies[type] ?? sentencePieces).test(name));
  if (unread === undefined) {
    throw new Error(
      `${folder} has no tokenizer.json for its tokenizer, and none of its files: save it there with Python's AutoTokenizer.from_pretrained(…).save_pretrained(…).`,
    );
  }
  throw new Error(
    `${folder} has its tokenizer in ${unread} only, which is not read for its class, but tokenizer.json is needed, which this line makes: ${tokenizerResaved(folder)}`,
  );
}
