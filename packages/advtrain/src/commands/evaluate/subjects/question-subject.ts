import { hash } from '@advtrain/compare';
import type { Examples, QuestionWindow } from '@advtrain/datasets';
import { answerSet } from '@advtrain/evaluate';
import { encode, encodeAtOnce } from '../../../loading/encode.ts';
import { checksums } from '../../../models/checksums.ts';
import { openTrained } from '../../../models/classifier.ts';
import { strideOf } from '../../../options/window-options.ts';
import type { Subject, SubjectOptions } from './subject.ts';

/**
 * Opens a model that answers questions about passages. Scores are of all windows; what is attacked is of each question the window that has
 * its answer, the first if none does, so that models with other tokenizers are attacked on the same questions. Throws one sentence for one
 * that finds no answers.
 */
export async function openQuestionSubject(
  name: string,
  examples: Examples,
  { windows: { docStride, maxAnswerLength } = {}, maxLength: most, ...options }: SubjectOptions,
): Promise<Subject> {
  const { model, tokenizer, folder, maxLength: longest } = await openTrained(name, options);
  const maxLength = Math.min(most, longest);
  try {
    if (model.config.task !== 'question-answering')
      throw new Error(`${name} finds no answers, but the data have questions about passages: name a model that does.`);
    const stride = strideOf(docStride, maxLength);
    const encoding = { tokenizer, maxLength, docStride: stride };
    const windows = (await encode(examples, { ...encoding, ...options })) as readonly QuestionWindow[];
    const version = examples.answers!.some(({ texts }) => texts.length === 0) ? 2 : 1;
    const choice = { padId: tokenizer.padId, maxLength, version, maxAnswerLength } as const;
    return {
      name,
      model,
      set: answerSet(attackedOf(windows), choice),
      scored: answerSet(windows, choice),
      classes: 0,
      encode: (texts) => encodeAtOnce({ ...texts, labels: texts.texts.map(() => 0), labelNames: [] }, encoding),
      padId: tokenizer.padId,
      maxLength,
      parameters: Object.values(model.params).reduce((sum, { size }) => sum + size, 0),
      fingerprint: hash([maxLength, stride, ...(await checksums(folder))]),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Of each question the first window that has its answer, or else its first. */
function attackedOf(windows: readonly QuestionWindow[]): readonly QuestionWindow[] {
  const chosen = new Map<QuestionWindow['question'], QuestionWindow>();
  for (const window of windows) {
    const before = chosen.get(window.question);
    if (before === undefined || (before.labels[1] === 0 && window.labels[1] > 0)) chosen.set(window.question, window);
  }
  return [...chosen.values()];
}
