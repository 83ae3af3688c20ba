import type { TextParts } from '@advtrain/attacks';
import { UsageError } from '@advtrain/compare';
import { questionWindows } from '@advtrain/datasets';
import { answerSet, answersTo, rowsOf } from '@advtrain/evaluate';
import type { Opened } from '../answering.ts';

/** What of their passages a model takes for the answers to questions, a line each, or as JSON. */
export async function answerLines(
  { model, tokenizer, maxLength }: Opened,
  asked: readonly TextParts[],
  json: boolean,
): Promise<readonly string[]> {
  const lone = asked.find(([, passage]) => passage === undefined);
  if (lone)
    throw new UsageError(
      `"${lone[0]}" has no passage that answers it: give one with --pair, or a file with --columns text=…,pair=….`,
    );
  const examples = {
    texts: asked.map(([question]) => question),
    pairs: asked.map(([, passage]) => passage!),
    answers: asked.map(() => ({ texts: [], starts: [] })),
    labels: asked.map(() => 0),
    labelNames: [],
  };
  const stride = Math.floor(maxLength / 3);
  const windows = questionWindows(examples, (question, passage) =>
    tokenizer.encodeWindows(question, passage, { maxLength, stride }),
  );
  const said = await rowsOf(model, answerSet(windows, { padId: tokenizer.padId, maxLength, version: 1 }));
  return [...answersTo(windows, said, 1).values()].map(({ text, score }, row) => {
    const [question, passage] = asked[row]!;
    return json ? `${JSON.stringify({ question, passage, answer: text, score })}\n` : `${text.replace(/\s+/g, ' ')}\n`;
  });
}
