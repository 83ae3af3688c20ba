import { changedFields } from '../encoder/config/changed-fields.ts';
import { encoderConfig } from '../encoder/config/config.ts';
import { maskedEncoder, type MaskedEncoder } from '../encoder/masked-encoder.ts';
import { readModelFolder } from '../folder/folder.node.ts';
import { readTokenizer } from '../tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { pretrained, type PretrainedOptions } from './pretrained.node.ts';

/** A masked language model, and how it reads text. */
export interface LoadedMaskedModel {
  readonly model: MaskedEncoder;
  readonly tokenizer: Tokenizer;
  /** The folder that it came from. */
  readonly folder: string;
}

/**
 * Loads a masked language model and its tokenizer by the names that `pretrained` takes. Throws one sentence for whatever is missing,
 * damaged or not implemented: a folder without such a head, a tokenizer without a token that masks.
 *
 * @param name a folder, a short name, or `owner/name`.
 * @param options where to look, and which revision.
 */
export async function loadMasked(name: string, options: PretrainedOptions = {}): Promise<LoadedMaskedModel> {
  const folder = await pretrained(name, options);
  const { config, tensors } = await readModelFolder(folder);
  const tokenizer = await readTokenizer(
    folder,
    encoderConfig(changedFields(config, { task: 'classification', num_labels: 2 })),
  );
  if (tokenizer.maskId === undefined)
    throw new Error(
      `${folder}: the tokenizer has no token that masks: name one as mask_token in tokenizer_config.json.`,
    );
  try {
    return { model: maskedEncoder(config, tensors), tokenizer, folder };
  } catch (error) {
    throw new Error(`${folder}: ${(error as Error).message}`, { cause: error });
  }
}
