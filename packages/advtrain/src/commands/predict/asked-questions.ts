import { UsageError } from '@advtrain/compare';
import { streamQuestions } from '@advtrain/datasets';
import type { OnBadRow, PassageQuestion } from '@advtrain/datasets';
import { fieldsOf } from '../../options/data-options.ts';
import type { AskedFlags } from './asked-texts.ts';

/** The questions that are asked, one after the other, in whatever number. */
export async function* askedQuestions(
  { text, question = [], context = [], data, columns }: AskedFlags,
  onBadRow: OnBadRow = 'stop',
): AsyncGenerator<PassageQuestion, void> {
  if (text !== undefined)
    throw new UsageError('--text is a text, but the model finds answers in passages; give --question and --context.');
  if (data === '-')
    throw new UsageError(
      '--data is -, lines of texts, but the model finds answers in passages; name a file with them.',
    );
  if (data === undefined) {
    for (const [place, one] of question.entries()) yield { question: one, context: context[place]! };
  } else {
    const { text: asked, pair } = columns === undefined ? {} : fieldsOf(columns);
    yield* streamQuestions(data, { question: asked, context: pair, onBadRow });
  }
}
