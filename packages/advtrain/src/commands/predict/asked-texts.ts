import { createInterface } from 'node:readline';
import type { TextParts } from '@advtrain/attacks';
import { UsageError } from '@advtrain/compare';
import { streamTextFile } from '@advtrain/datasets';
import type { TextFileOptions } from '@advtrain/datasets';
import { fieldsOf } from '../../options/data-options.ts';

/** What is asked about on the command line. */
export interface AskedFlags {
  readonly text?: readonly string[];
  readonly pair?: readonly string[];
  readonly question?: readonly string[];
  readonly context?: readonly string[];
  readonly data?: string;
  readonly columns?: string;
}

/** Refuses options that do not fit together, before a model is loaded. */
export function checkAsked({ text = [], pair = [], question = [], context = [], data, columns }: AskedFlags): void {
  const said = { '--text': text.length > 0, '--question': question.length > 0, '--data': data !== undefined };
  const given = Object.entries(said).flatMap(([flag, isGiven]) => (isGiven ? [flag] : []));
  if (given.length > 1)
    throw new UsageError(`${given[0]!} and ${given[1]!} both say what is asked about; give one of them.`);
  if (given.length === 0)
    throw new UsageError(
      '--text and --data are missing; give a text, a file, or --data - for lines of standard input; of a model that finds answers --question and --context.',
    );
  if (context.length !== question.length)
    throw new UsageError(
      `--context comes ${context.length} times and --question ${question.length}; give each question the passage that answers it.`,
    );
  if (pair.length > 0 && pair.length !== text.length)
    throw new UsageError(`--pair comes ${pair.length} times and --text ${text.length}; give each text its pair.`);
  if (columns !== undefined && (data === undefined || data === '-'))
    throw new UsageError('--columns is about the columns of a file; name one with --data.');
  if (columns !== undefined) fieldsOf(columns);
}

/** Throws a {@link UsageError} for questions where the model does something else, a clause. */
export function refuseQuestions(question: AskedFlags['question'], what: string): void {
  if (question !== undefined)
    throw new UsageError(`--question asks for answers in passages, but the model ${what}; give --text.`);
}

/** The texts, or pairs of them, one after the other, in whatever number. */
export async function* askedTexts(
  { text = [], pair, question, data, columns }: AskedFlags,
  reading: Pick<TextFileOptions, 'onBadRow' | 'onNote'> = {},
): AsyncGenerator<TextParts, void> {
  refuseQuestions(question, 'gives classes');
  if (data === undefined) {
    for (const [place, one] of text.entries()) yield pair ? [one, pair[place]!] : [one];
  } else if (data === '-') {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) yield [line];
  } else {
    const { text: column, pair: second } = columns === undefined ? {} : fieldsOf(columns);
    const layout = {
      labelled: false,
      ...(typeof column === 'string' && { text: column }),
      ...(typeof second === 'string' && { pair: second }),
    };
    const examples = streamTextFile(data, { ...layout, ...reading });
    for await (const example of examples)
      yield example.pair === undefined ? [example.text] : [example.text, example.pair];
  }
}
