import { basename } from 'node:path';
import { hash } from '@advtrain/compare';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { maskedWords } from '@advtrain/evaluate';
import type { AskedMaskedModel, Pause } from '@advtrain/evaluate';
import { loadMasked, longestSequence } from '@advtrain/models';
import { checksums } from '../../../models/checksums.ts';
import { fetching } from '../../../models/fetching.ts';

/** A masked language model that attacks take words from. */
export interface OpenMaskedModel {
  readonly masked: AskedMaskedModel;
  /** A hash of its files. */
  readonly fingerprint: string;
  dispose(): void;
}

/** Opens a folder or a name of a masked language model. Throws one sentence for one that has no such head. */
export async function openMaskedModel(
  name: string,
  { maxLength: most, pause, ...options }: FetchOptions & { readonly maxLength: number; readonly pause: Pause },
): Promise<OpenMaskedModel> {
  const { model, tokenizer, folder } = await loadMasked(name, fetching(options));
  const maxLength = Math.min(most, longestSequence(model.config));
  const masked = maskedWords(model, tokenizer, { name: basename(name), maxLength, pause });
  return {
    masked,
    fingerprint: hash([maxLength, ...(await checksums(folder))]),
    dispose: () => {
      masked.dispose();
      model.dispose();
    },
  };
}
