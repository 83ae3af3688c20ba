import { aFunction, aText, checked, either, oneOf, thing, yesOrNo, type RulesOf } from '@advtrain/core';
import type { OnBadRow } from './bad-row.ts';
import { gather, type Example, type Examples } from '../examples/examples.ts';
import { columnsOf, isInexact, textOf, valueIn, type Fields } from './columns/fields.ts';
import { bySpelling } from './columns/numerals.ts';
import type { LabelKind, RowLayout } from './columns/read-example.ts';
import type { OnRead } from './lines.node.ts';
import { examplesIn } from './read-rows.node.ts';
import type { RowOptions } from './row-options.ts';
import { rowsOf } from './rows.node.ts';

/** What the columns of a file of one's own are: two lines describe most. */
export interface TextFileOptions extends Partial<Fields> {
  /** The column of the text. Default `text`. */
  readonly text?: string;
  /** The column of the second text, in tasks about two. Default: none. */
  readonly pair?: string;
  /** The column of the class, the value or the right answer, as `Fields` has it. Default `label`. */
  readonly label?: string;
  /** The classes' names in their order; give the training file's when reading another. Default: those of the file, sorted. */
  readonly labelNames?: readonly string[];
  /** Whether labels are the values of a regression. Default false. */
  readonly regression?: boolean;
  /** Whether there are labels; without, the file need not have that column, and labels are −1. Default true. */
  readonly labelled?: boolean;
  /** Whether all labels may be of one class, as of a file that a model is measured on. Default false. */
  readonly oneClass?: boolean;
  /** What happens to rows that are no examples. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
  /** Told how many more bytes of a file have been read, for a progress bar. */
  readonly onRead?: OnRead | undefined;
  /** Told in a sentence of labels that are spelled differently and are one class all the same, and of a column `pair` that nobody named. */
  readonly onNote?:
    | ((
        /** Which labels they are, or what is left out. */
        sentence: string,
      ) => void)
    | undefined;
}

const rules: RulesOf<TextFileOptions> = {
  text: aText,
  pair: aText,
  choices: either(aText, thing('an array of columns', 'length', 'map')),
  label: aText,
  labelNames: thing('an array of names', 'length', 'map'),
  regression: yesOrNo,
  labelled: yesOrNo,
  oneClass: yesOrNo,
  onBadRow: either(oneOf('stop'), aFunction('a row')),
  onRead: aFunction('a number of bytes'),
  onNote: aFunction('a sentence'),
};

/**
 * Reads a data set of one's own: .csv or .tsv with a header line (RFC 4180 quotes; in .tsv quotes mean nothing), .jsonl
 * with an object a line, or .parquet; UTF-8. Throws one sentence, with file and line, for a missing file, an empty data set,
 * and unless `onBadRow` says otherwise for a missing column, a row that does not parse, an empty text and a label outside
 * the classes.
 *
 * @param path a file on this machine.
 * @param options the names of the columns, the classes, and how bad rows are taken.
 */
export async function textFile(path: string, options: TextFileOptions = {}): Promise<Examples> {
  checked('textFile', options, rules);
  const labelNames = options.labelNames ?? (await labelNamesIn(path, options));
  const list: Example[] = [];
  const layout = layoutOf({ ...options, labelNames });
  for await (const example of examplesIn(path, layout, notingPair(path, options), options.onBadRow)) list.push(example);
  refuseFew(path, list.length, options.oneClass ? [] : labelNames);
  return gather(list, labelNames);
}

/** Refuses a file without examples, and one of a single class. */
export function refuseFew(path: string, examples: number, labelNames: readonly string[]): void {
  if (examples === 0) throw new Error(`${path} has no examples: give a file with at least one.`);
  if (labelNames.length === 1) {
    throw new Error(`${path} has the one label "${labelNames.join()}" only, but a classification needs two or more.`);
  }
}

/**
 * The examples of a data set of one's own, one after the other, without holding it in memory: files as {@link textFile}
 * reads them, of any size. A classification needs `labelNames`. Throws as `textFile` does.
 *
 * @param paths one file, or several of the same columns, one after the other.
 * @param options the names of the columns, the classes, and how bad rows are taken.
 */
export function streamTextFile(
  paths: string | readonly string[],
  options: TextFileOptions = {},
): AsyncGenerator<Example, void> {
  const layout = layoutOf(checked('streamTextFile', options, rules));
  if (layout.labelled && layout.kind === 'classification' && layout.labelNames.length < 2) {
    throw new Error(
      `A stream is read once only, so labelNames must name its two or more classes; it names ${layout.labelNames.length}.`,
    );
  }
  return (async function* () {
    for (const path of [paths].flat()) yield* examplesIn(path, layout, notingPair(path, options), options.onBadRow);
  })();
}

function reading({ onRead }: TextFileOptions): RowOptions {
  return onRead ? { onRead } : {};
}

/** As {@link reading}, and says so where a second text seems to be left out. */
function notingPair(path: string, options: TextFileOptions): RowOptions {
  const { text, pair, choices, label, onNote } = options;
  if (!onNote || pair !== undefined || [text, label, choices].flat().includes('pair')) return reading(options);
  const onColumns = (names: readonly string[]): void => {
    if (names.includes('pair'))
      onNote(`${path} has a column pair, which is not read: name it where the text is one of two (pair=pair).`);
  };
  return { ...reading(options), onColumns };
}

function layoutOf({ text = 'text', pair, choices, label = 'label', ...options }: TextFileOptions) {
  const fields = { text, label, ...(pair !== undefined && { pair }), ...(choices !== undefined && { choices }) };
  const { labelNames = [], labelled = true } = options;
  return { fields, kind: kindOf({ ...options, ...fields }), labelNames, labelled } satisfies RowLayout;
}

function kindOf({ choices, regression = false }: TextFileOptions): LabelKind {
  if (choices !== undefined) return 'multiple-choice';
  return regression ? 'regression' : 'classification';
}

/** The most classes that a file may have: with more, its labels are something else, and would fill the memory. */
const mostNames = 10_000;

/**
 * The distinct labels of a data set of one's own, in the order that {@link textFile} gives them: by number where all are
 * numbers, else by character codes; none unless it is a classification. Spellings of one number, such as 1 and 1.0, are one class.
 * Throws one sentence for more than 10,000.
 *
 * @param path a file on this machine.
 * @param options the name of the label's column, by default `label`, and how the file is read.
 */
export async function labelNamesIn(
  path: string,
  { label = 'label', ...options }: TextFileOptions = {},
): Promise<readonly string[]> {
  if (kindOf(options) !== 'classification') return [];
  const found = new Set<string>();
  for await (const row of rowsOf(path, { needed: columnsOf({ text: label, label }), ...reading(options) })) {
    const value = 'values' in row ? valueIn(row.values, label) : undefined;
    const name = isInexact(value) ? undefined : textOf(value);
    if (name) found.add(name);
    if (found.size <= mostNames) continue;
    throw new Error(
      `${path} has more than ${mostNames} labels in ${label}: name the column of the classes, or take these for values of a regression.`,
    );
  }
  const spellings = bySpelling([...found].sort());
  const several = [...spellings.values()].filter(({ length }) => length > 1);
  if (several.length > 0) {
    const same = several.map((some) => some.join(' and ')).join(', ');
    options.onNote?.(`${path} spells numbers in ${label} in several ways, of which each is one class: ${same}.`);
  }
  const names = [...spellings].map(([plain, some]) => (some.length > 1 ? plain : some[0]!)).sort();
  const numeric = names.every((name) => Number.isFinite(Number(name)));
  return numeric ? names.sort((a, b) => Number(a) - Number(b)) : names;
}
