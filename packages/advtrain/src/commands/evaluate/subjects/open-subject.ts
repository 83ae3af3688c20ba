import { hash } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import { textSet } from '@advtrain/evaluate';
import { orderClasses } from '@advtrain/models';
import { encode, encodeAtOnce } from '../../../loading/encode.ts';
import { checksums } from '../../../models/checksums.ts';
import { openClassifier } from '../../../models/classifier.ts';
import { classOrder } from './class-order.ts';
import { openQuestionSubject } from './question-subject.ts';
import type { Subject, SubjectOptions } from './subject.ts';
import { openTagSubject } from './tag-subject.ts';

/** Opens a model for examples, its classes in the order of theirs. Throws one sentence for one that has no trained head for them. */
export async function openSubject(
  name: string,
  examples: Examples,
  { windows, maxLength: most, ...options }: SubjectOptions,
): Promise<Subject> {
  if (examples.tags) return openTagSubject(name, examples, { maxLength: most, ...options });
  if (examples.answers)
    return openQuestionSubject(name, examples, { ...(windows && { windows }), maxLength: most, ...options });
  const loaded = await openClassifier(name, options);
  const { model, tokenizer, folder, baseFolder, maxLength: longest } = loaded;
  try {
    const { order, note } = classOrder(name, examples.labelNames, loaded.labelNames);
    if (note !== undefined) options.reporter?.note(note);
    const isOwn = order.every((each, place) => each === place);
    if (!isOwn) orderClasses(model, order);
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
      ...(note !== undefined && { note }),
      set,
      classes: loaded.labelNames.length,
      encode: (texts) =>
        encodeAtOnce({ ...texts, labels: texts.texts.map(() => 0), labelNames: loaded.labelNames }, encoding),
      padId: tokenizer.padId,
      maxLength,
      parameters: Object.values(model.params).reduce((sum, { size }) => sum + size, 0),
      fingerprint: hash([
        maxLength,
        ...(isOwn ? [] : [[...order]]),
        ...(await Promise.all(folders.map(checksums))).flat(),
      ]),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
