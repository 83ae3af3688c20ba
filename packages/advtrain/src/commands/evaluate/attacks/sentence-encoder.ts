import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hash, UsageError } from '@advtrain/compare';
import { parseJson } from '@advtrain/core';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { sentenceVectors } from '@advtrain/evaluate';
import type { Pause, SentenceVectors } from '@advtrain/evaluate';
import { load, longestSequence } from '@advtrain/models';
import { checksums } from '../../../models/checksums.ts';
import { fetching } from '../../../models/fetching.ts';

/** A sentence encoder that texts are compared by. */
export interface OpenEncoder {
  readonly name: string;
  readonly vectors: SentenceVectors;
  /** A hash of its files. */
  readonly fingerprint: string;
  dispose(): void;
}

/** Sentence encoders read no more tokens, where their folder does not say how many. */
const usualLength = 256;

/**
 * Opens an encoder whose sentences are the mean over its tokens, by a folder or a name. Throws one sentence for a folder that says that it
 * makes sentences otherwise.
 */
export async function openEncoder(
  name: string,
  options: FetchOptions & { readonly pause: Pause },
): Promise<OpenEncoder> {
  const { model, tokenizer, folder } = await load(name, { ...fetching(options), config: { task: 'classification' } });
  try {
    if (model.config.model_type === 'modernbert')
      throw new UsageError(
        `${name} is a modernbert, whose last normalisation belongs to its head here, so that no sentences are read from it: name another encoder.`,
      );
    await checkPooling(folder);
    const asked = (await jsonOf(join(folder, 'sentence_bert_config.json')))['max_seq_length'];
    const most = typeof asked === 'number' && Number.isInteger(asked) && asked > 2 ? asked : usualLength;
    const maxLength = Math.min(most, longestSequence(model.config));
    const vectors = sentenceVectors(model, {
      encode: (texts) => tokenizer.encodeAll({ texts }, { maxLength }),
      padId: tokenizer.padId,
      maxLength,
      pause: options.pause,
    });
    return {
      name: basename(name),
      vectors,
      fingerprint: hash([maxLength, ...(await checksums(folder))]),
      dispose: () => {
        vectors.dispose();
        model.dispose();
      },
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Refuses what sentence-transformers would compute otherwise. */
async function checkPooling(folder: string): Promise<void> {
  const modules = await jsonOf(join(folder, 'modules.json'));
  const kinds = Object.values(modules).map((each) =>
    String((each as { readonly type?: unknown }).type)
      .split('.')
      .at(-1)!,
  );
  const strange = kinds.find((kind) => !['Transformer', 'Pooling', 'Normalize'].includes(kind));
  if (strange !== undefined)
    throw new UsageError(
      `${folder} has a module ${strange}, but sentences are the mean over tokens here: name another encoder.`,
    );
  const pooling = await jsonOf(join(folder, '1_Pooling', 'config.json'));
  if (Object.keys(pooling).length > 0 && pooling['pooling_mode_mean_tokens'] !== true)
    throw new UsageError(`${folder} makes sentences otherwise than by the mean over tokens: name another encoder.`);
}

async function jsonOf(path: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(path)) return {};
  const value = parseJson(await readFile(path, 'utf8'));
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
