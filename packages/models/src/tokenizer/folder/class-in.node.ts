import { join } from 'node:path';
import { isFile, readJsonIfAny } from '../../folder/json.node.ts';
import { classOf, type TokenizerClass } from './class.ts';

/**
 * The class of the tokenizer in a folder: what tokenizer_config.json or config.json say or, where neither does, what its files
 * can be. Throws one sentence for a class that is not implemented.
 */
export async function classIn(folder: string): Promise<TokenizerClass> {
  const settings = await readJsonIfAny(join(folder, 'tokenizer_config.json'));
  const said = classOf(settings, await readJsonIfAny(join(folder, 'config.json')));
  if (said !== undefined || (await isFile(join(folder, 'tokenizer.json')))) return said ?? 'generic';
  return (await isFile(join(folder, 'vocab.txt'))) ? 'bert' : 'roberta';
}
