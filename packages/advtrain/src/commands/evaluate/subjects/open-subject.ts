import { hash } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { textSet } from '@advtrain/evaluate';
import { encode, encodeAtOnce } from '../../../loading/encode.ts';
import { checksums } from '../../../models/checksums.ts';
import { openTrained } from '../../../models/classifier.ts';
import type { Subject } from './subject.ts';
import { openTagSubject } from './tag-subject.ts';

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
