import { refuse, type OnBadRow } from './bad-row.ts';
import { valueIn } from './columns/fields.ts';
import { someOf } from './columns/some-of.ts';
import { rowsOf } from './rows.node.ts';
import { isSquadJson, squadFile } from './squad-file.node.ts';

/** A question about a passage, as somebody asks it. */
export interface PassageQuestion {
  /** What it is called, if it is. */
  readonly id?: string;
  readonly question: string;
  /** The passage, with all its blanks: where answers begin is counted in it. */
  readonly context: string;
}

/** Options of {@link streamQuestions}. */
export interface QuestionFileOptions {
  /** The column of the question. Default `question`. */
  readonly question?: string | undefined;
  /** The column of the passage. Default `context`. */
  readonly context?: string | undefined;
  /** What happens to rows that are no questions. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
}

/**
 * The questions of a file, one after the other: SQuAD's JSON, or a row each, as SQuAD's on the hub are, with the columns `question`, `context` and perhaps
 * `id`. Throws one sentence, with the line, for what is none.
 *
 * @param path a file on this machine.
 * @param options the names of the columns, and how bad rows are taken.
 */
export async function* streamQuestions(
  path: string,
  { question = 'question', context = 'context', onBadRow }: QuestionFileOptions = {},
): AsyncGenerator<PassageQuestion, void> {
  if (await isSquadJson(path)) {
    const { texts, pairs, ids } = await squadFile(path, { labelled: false, onBadRow });
    for (const [row, text] of texts.entries()) yield { id: ids![row]!, question: text, context: pairs![row]! };
    return;
  }
  for await (const row of rowsOf(path, { needed: ['id', question, context] })) {
    const asked = 'problem' in row ? row.problem : questionIn(row.values, { question, context });
    if (typeof asked === 'string') refuse({ file: path, line: row.line, reason: asked }, onBadRow);
    else yield asked;
  }
}

function questionIn(
  row: Readonly<Record<string, unknown>>,
  columns: { readonly question: string; readonly context: string },
): PassageQuestion | string {
  const [question, context] = [columns.question, columns.context].map((column) => valueIn(row, column));
  if (question === undefined || context === undefined) {
    const lacking = question === undefined ? columns.question : columns.context;
    return `there is no column "${lacking}" (there are ${someOf(Object.keys(row))}): name the right one`;
  }
  if (typeof question !== 'string' || question.trim() === '') return `${columns.question} is no text`;
  if (typeof context !== 'string' || context.trim() === '') return `${columns.context} is no text`;
  const { id } = row;
  const named = typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint';
  return { ...(named && { id: String(id) }), question, context };
}
