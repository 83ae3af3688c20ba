import { linesIn } from '../lines.node.ts';
import type { BadSentence, TagReading, TaggedSentence } from './tagged-sentence.ts';

/** What begins a document in CoNLL's files. */
const documentStart = '-DOCSTART-';

/** The sentences of a file with a word a line in columns, blank lines between. */
export async function* columnSentences(
  path: string,
  columns: TagReading,
): AsyncGenerator<TaggedSentence | BadSentence, void> {
  const wordColumn = numberOf('words', columns.words) ?? 1;
  const tagColumn = numberOf('tags', columns.tags);
  const { labelled = true } = columns;
  let sentence = begun(1);
  let width: number | undefined;
  let line = 0;
  for await (const text of linesIn(path)) {
    line++;
    const cells = text.trim().split(/[ \t]+/);
    if (cells[0] === '' || cells[0] === documentStart) {
      yield* ended(sentence);
      sentence = begun(line + 1);
      continue;
    }
    width ??= cells.length;
    const last = tagColumn ?? width;
    const least = labelled ? Math.max(2, wordColumn, last) : wordColumn;
    if (cells.length === width && width >= least) {
      sentence.words.push(cells[wordColumn - 1]!);
      if (labelled) sentence.tags.push(cells[last - 1]!);
    } else sentence.problem ??= { line, problem: unfitting(cells.length, width, least) };
  }
  yield* ended(sentence);
}

/** A sentence that is being read. */
interface Begun {
  readonly line: number;
  readonly words: string[];
  readonly tags: string[];
  problem?: BadSentence;
}

function begun(line: number): Begun {
  return { line, words: [], tags: [] };
}

function* ended({ line, words, tags, problem }: Begun): Generator<TaggedSentence | BadSentence> {
  if (problem) yield problem;
  else if (words.length > 0) yield { line, words, tags };
}

function unfitting(cells: number, width: number, least: number): string {
  const has = `it has ${cells === 1 ? '1 column' : `${cells} columns`}`;
  return cells === width
    ? `${has}, but needs ${least}: a word and, behind white space, its tag`
    : `${has}, but the first word of the file has ${width}`;
}

/** The number of a column. Throws one sentence where it is none. */
function numberOf(part: string, column: string | undefined): number | undefined {
  if (column === undefined) return undefined;
  if (/^[1-9]\d*$/.test(column)) return Number(column);
  throw new Error(`The column of ${part} is "${column}", but must be a number from 1 in a file of columns.`);
}
