import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@advtrain/core';
import type { EncoderConfig } from '../encoder/config/config.ts';
import { longestSequence } from '../encoder/config/longest-sequence.ts';
import { classIn } from '../tokenizer/folder/class-in.node.ts';
import type { TokenizerClass } from '../tokenizer/folder/class.ts';
import { isFile, readJsonIfAny } from './json.node.ts';

/** The tokenizer's files that a model folder may have. */
export const tokenizerFiles: readonly string[] = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'spiece.model',
  'spm.model',
];

const pythonClasses: Readonly<Record<TokenizerClass, string>> = {
  generic: 'PreTrainedTokenizerFast',
  bert: 'BertTokenizer',
  roberta: 'RobertaTokenizer',
  albert: 'AlbertTokenizer',
  'xlm-roberta': 'XLMRobertaTokenizer',
  camembert: 'CamembertTokenizer',
  mpnet: 'MPNetTokenizer',
  'deberta-v2': 'DebertaV2Tokenizer',
};

/**
 * Writes a tokenizer's files, a folder's or texts by their names, into the folder of a model, so that Python's AutoTokenizer
 * gives the model what it was trained with: tokenizer_config.json gets the class that the files imply, segments where the model
 * has them, and no more tokens than the model has positions for.
 */
export async function writeTokenizer(
  from: string | Readonly<Record<string, string>>,
  to: string,
  model: EncoderConfig,
): Promise<void> {
  const written = typeof from === 'string' ? await copied(from, to) : await writtenOut(from, to);
  if (written === 0) return;
  // What else is in a folder has a say in what its files are.
  const source = typeof from === 'string' ? from : to;
  const settings = await readJsonIfAny(join(source, 'tokenizer_config.json'));
  const segments = model.type_vocab_size > 1 ? ['token_type_ids'] : [];
  const { model_max_length: given } = settings;
  const longest = longestSequence(model);
  const changed = {
    ...settings,
    tokenizer_class: settings['tokenizer_class'] ?? pythonClasses[await classIn(source)],
    model_input_names: settings['model_input_names'] ?? ['input_ids', ...segments, 'attention_mask'],
    model_max_length: typeof given === 'number' && given >= 1 ? Math.min(given, longest) : longest,
  };
  await writeFileAtomically(join(to, 'tokenizer_config.json'), [`${JSON.stringify(changed, null, 2)}\n`]);
}

/** Copies what there is of a tokenizer, and gives how many files that is. */
async function copied(from: string, to: string): Promise<number> {
  let files = 0;
  for (const file of tokenizerFiles) {
    if (!(await isFile(join(from, file)))) continue;
    await copyFile(join(from, file), join(to, file));
    files++;
  }
  return files;
}

async function writtenOut(texts: Readonly<Record<string, string>>, to: string): Promise<number> {
  for (const [name, text] of Object.entries(texts)) await writeFileAtomically(join(to, name), [text]);
  return Object.keys(texts).length;
}
