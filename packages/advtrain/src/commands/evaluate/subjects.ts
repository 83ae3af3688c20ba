import { hash } from '@advtrain/compare';
import type { Model } from '@advtrain/core';
import type { Encoded, Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { textSet } from '@advtrain/evaluate';
import type { ExampleSet } from '@advtrain/evaluate';
import { encode, encodeAtOnce } from '../../loading/encode.ts';
import { checksums } from '../../models/checksums.ts';
import { openTrained } from '../../models/classifier.ts';
import { openTagSubject } from './tag-subject.ts';

/** A model that is evaluated, and the examples as it reads them. */
export interface Subject {
  readonly name: string;
  readonly model: Model & { dispose(): void };
  readonly set: ExampleSet;
  /** Token ids of some texts, cut to what the model reads. */
  encode(texts: Pick<Examples, 'texts' | 'pairs'>): readonly Encoded[];
  readonly padId: number;
  /** Tokens of a text at most. */
  readonly maxLength: number;
  readonly parameters: number;
  /** A hash of its files. */
  readonly fingerprint: string;
}

/** Opens a model for examples. Throws one sentence for one that has no trained head for their classes. */
export async function openSubject(
  name: string,
  examples: Examples,
  { maxLength: most, ...options }: FetchOptions & { readonly maxLength: number },
): Promise<Subject> {
  if (examples.tags) return openTagSubject(name, examples, { maxLength: most, ...options });
  const { labelNames } = examples;
  const fields = {
    task: 'classification',
    num_labels: labelNames.length,
    id2label: Object.fromEntries(labelNames.map((label, index) => [String(index), label])),
  };
  const {
    model,
    tokenizer,
    folder,
    baseFolder,
    maxLength: longest,
  } = await openTrained(name, {
    ...options,
    config: fields,
  });
  // An adapter is what it is of its model alone.
  const folders = baseFolder === undefined ? [folder] : [folder, baseFolder];
  const maxLength = Math.min(most, longest);
  const encoding = { tokenizer, maxLength };
  const set = textSet(await encode(examples, { ...encoding, ...options }), examples.labels, {
    padId: tokenizer.padId,
    maxLength,
  });
  return {
    name,
    model,
    set,
    encode: (texts) => encodeAtOnce({ ...texts, labels: texts.texts.map(() => 0), labelNames }, encoding),
    padId: tokenizer.padId,
    maxLength,
    parameters: Object.values(model.params).reduce((sum, { size }) => sum + size, 0),
    fingerprint: hash([maxLength, ...(await Promise.all(folders.map(checksums))).flat()]),
  };
}
