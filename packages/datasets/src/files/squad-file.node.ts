import { parseJson } from '@advtrain/core';
import { gather, type Answers, type Example, type Examples } from '../examples/examples.ts';
import { refuse, type OnBadRow } from './bad-row.ts';
import { shown } from './columns/shown.ts';
import { wholeText } from './lines.node.ts';
import { mayHaveLists, rowsOf } from './rows.node.ts';

/** Options of {@link squadFile}. */
export interface SquadFileOptions {
  /** Whether answers are read; without, they may be anything, and questions have none. Default true. */
  readonly labelled?: boolean | undefined;
  /** What happens to questions that are no examples. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads questions about passages from SQuAD's JSON, version 1.1 or 2.0, or from rows as SQuAD has them on the hub: JSON lines or Parquet with the
 * columns `question`, `context`, `answers` and perhaps `id`. `texts` are the questions, `pairs` the passages. Throws one sentence, with the
 * number of the question or the line, for what is none.
 *
 * @param path a file on this machine.
 * @param options whether answers are read, and how bad rows are taken.
 */
export async function squadFile(path: string, { labelled = true, onBadRow }: SquadFileOptions = {}): Promise<Examples> {
  const list: Example[] = [];
  const given = (question: unknown): unknown =>
    labelled || !isObject(question) ? question : { ...question, answers: [] };
  const take = (line: number, example: Example | string): void => {
    if (typeof example !== 'string') list.push(example);
    else refuse({ file: path, line, reason: example }, onBadRow);
  };
  if (mayHaveLists(path)) {
    for await (const row of rowsOf(path, { needed: ['id', ...columns] }))
      take(
        row.line,
        'problem' in row ? row.problem : exampleOf(row.values['context'], given(asked(row.values)), row.line),
      );
  } else {
    let number = 0;
    for (const { passage, question } of questionsIn(path, await contentOf(path)))
      take(++number, exampleOf(passage, given(question), number));
  }
  if (list.length === 0) throw new Error(`${path} has no questions: give a file with at least one.`);
  return gather(list, []);
}

/**
 * Whether a file has questions with their answers: SQuAD's JSON, by its ending and what it begins with, or rows whose first has a question, a
 * context and answers.
 *
 * @param path the file, of which the beginning is read.
 */
export async function looksLikeSquad(path: string): Promise<boolean> {
  if (mayHaveLists(path)) return hasAnsweredRows(path);
  return isSquadJson(path);
}

/** Whether a file is SQuAD's JSON, by its ending and what it begins with. */
export async function isSquadJson(path: string): Promise<boolean> {
  if (!/\.json$/i.test(path)) return false;
  const content = await contentOf(path).catch(() => undefined);
  return articlesIn(content) !== undefined;
}

/** The columns of rows that are questions. */
const columns = ['question', 'context', 'answers'] as const;

async function hasAnsweredRows(path: string): Promise<boolean> {
  try {
    for await (const row of rowsOf(path, { needed: columns }))
      return 'values' in row && columns.every((name) => row.values[name] !== undefined);
  } catch {
    // What it is, is said where it is read as what it is taken for.
  }
  return false;
}

/** A row as SQuAD's JSON has a question: on the hub the texts of answers are one list, and where they begin another. */
function asked({ id, question, answers }: Json): Json {
  const { text, answer_start: starts } = isObject(answers) ? answers : {};
  const isApart = Array.isArray(text) && Array.isArray(starts);
  const listed = isApart
    ? text.map((each: unknown, i) => ({ text: each, answer_start: starts[i] as unknown }))
    : answers;
  return { id, question, answers: listed };
}

async function contentOf(path: string): Promise<unknown> {
  const text = await wholeText(path);
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): get the file again.`, { cause: error });
  }
}

function articlesIn(content: unknown): readonly unknown[] | undefined {
  const data = isObject(content) ? content['data'] : undefined;
  const isArticles = Array.isArray(data) && data.every((each) => isObject(each) && Array.isArray(each['paragraphs']));
  return isArticles ? (data as unknown[]) : undefined;
}

function* questionsIn(path: string, content: unknown): Generator<{ passage: unknown; question: unknown }> {
  const articles = articlesIn(content);
  if (!articles)
    throw new Error(`${path} has no "data" of articles with "paragraphs": give a file in the format of SQuAD.`);
  for (const article of articles) {
    for (const paragraph of (article as Json)['paragraphs'] as unknown[]) {
      const { context, qas } = isObject(paragraph) ? paragraph : {};
      for (const question of Array.isArray(qas) ? (qas as unknown[]) : [undefined])
        yield { passage: context, question };
    }
  }
}

/** The example that a question is, called by its number where it has no id, or why it is none. */
function exampleOf(passage: unknown, question: unknown, number: number): Example | string {
  if (typeof passage !== 'string' || passage.trim() === '') return 'its "context" is no text';
  if (!isObject(question)) return 'its paragraph has no list "qas" of questions';
  const { id, question: text, answers = [] } = question;
  if (typeof text !== 'string' || text.trim() === '') return 'its "question" is no text';
  if (!Array.isArray(answers)) return 'its "answers" are no list';
  const found = answersOf(passage, answers as unknown[]);
  if (typeof found === 'string') return found;
  const isNamed = ['string', 'number', 'bigint'].includes(typeof id);
  return { text, pair: passage, answers: found, id: String(isNamed ? id : number), label: 0 };
}

function answersOf(passage: string, answers: readonly unknown[]): Answers | string {
  const texts: string[] = [];
  const starts: number[] = [];
  for (const answer of answers) {
    const { text, answer_start: place } = isObject(answer) ? answer : {};
    const start = typeof place === 'bigint' ? Number(place) : place;
    if (typeof text !== 'string' || text.trim() === '' || !Number.isInteger(start))
      return 'an answer has no "text" or no "answer_start"';
    const begin = utf16(passage, start as number);
    if (begin < 0 || begin >= passage.length) return `"answer_start" is ${String(start)}, beyond its passage`;
    const found = standing(passage, text, begin);
    if (!found) {
      const has = passage.slice(begin, begin + text.length);
      return `its passage has ${shown(has)} at ${String(start)}, and not the answer ${shown(text)}`;
    }
    texts.push(found.text);
    starts.push(found.start);
  }
  return { texts, starts };
}

/** An answer as its passage has it from a place on, blanks before or behind it apart. */
function standing(passage: string, text: string, begin: number): { text: string; start: number } | undefined {
  if (passage.startsWith(text, begin)) return { text, start: begin };
  const words = text.trim();
  const start = begin + passage.slice(begin).search(/\S|$/);
  return passage.startsWith(words, start) ? { text: words, start } : undefined;
}

/** A place that counts characters as Python does, in UTF-16; −1 where it is beyond the text. */
function utf16(text: string, place: number): number {
  if (place < 0 || place > text.length) return -1;
  let at = 0;
  for (let count = 0; count < place; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
