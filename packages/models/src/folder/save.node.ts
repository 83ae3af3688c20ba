import type { LoadedModel } from '../hub/load.node.ts';
import { writeModelFolder } from './folder.node.ts';

/**
 * Saves a model that was loaded, with the parameters that it has now, its tokenizer and the names of its classes, as a folder that `load`
 * and Python's `transformers` load. Written whole or not at all; an earlier model in the folder is replaced.
 *
 * @param loaded the model, the names of its classes, and the folder that its tokenizer is copied from.
 * @param folder where it is to stand; made where it is missing.
 */
export async function save(loaded: LoadedModel, folder: string): Promise<void> {
  const { model, labelNames, tokenizerFolder: tokenizerFrom } = loaded;
  await writeModelFolder(folder, {
    config: model.config,
    params: model.params,
    tokenizerFrom,
    ...(labelNames.length > 0 && { labelNames }),
  });
}
