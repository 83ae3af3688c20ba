import { hash } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import { textSet } from '@advtrain/evaluate';
import { encode, encodeAtOnce } from '../../../loading/encode.ts';
import { checksums } from '../../../models/checksums.ts';
import { openTrained } from '../../../models/classifier.ts';
import { openQuestionSubject } from './question-subject.ts';
import type { Subject, SubjectOptions } from './subject.ts';
import { openTagSubject } from './tag-subject.ts';

/** Opens a model for examples. Throws one sentence for one that has no trained head for their classes. */
export async function openSubject(
  name: string,
  examples: Examples,
  { windows, maxLength: most, ...options }: SubjectOptions,
): Promise<Subject> {
  if (examples.tags) return openTagSubject(name, examples, { maxLength: most, ...options });
  if (examples.answers)
    return openQuestionSubject(name, examples, { ...(windows && { windows }), maxLength: most, ...options });
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
