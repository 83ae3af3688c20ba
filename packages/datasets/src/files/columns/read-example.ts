import { plainNumeral } from '@advtrain/core';
import type { Example } from '../../examples/examples.ts';
import { isInexact, textOf, valueIn, type Fields } from './fields.ts';
import { decimalOf } from './numerals.ts';
import { shown } from './shown.ts';
import { someOf } from './some-of.ts';

/** What a label is. */
export type LabelKind =
  'classification' | 'regression' | 'multiple-choice' | 'token-classification' | 'question-answering';

/** How rows become examples. */
export interface RowLayout {
  readonly fields: Fields;
  readonly kind: LabelKind;
  /** The classes' names in their order; none unless it is a classification. */
  readonly labelNames: readonly string[];
  /** Whether a class may also be given by its index. Default false. */
  readonly indices?: boolean;
  /** Whether the rows have labels. Default true. */
  readonly labelled?: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** The example that a row is, or why it is none: the rest of a sentence that begins with file and line. */
export function readExample(row: Row, layout: RowLayout): Example | string {
  const { fields } = layout;
  const texts = [fields.text, ...(fields.pair === undefined ? [] : [fields.pair])];
  for (const column of texts) {
    const value = valueIn(row, column);
    if (value === undefined) return missing(row, column);
    if (textOf(value) === undefined) return `${column} is ${shown(value)}, but must be text`;
  }
  const [text = '', pair] = texts.map((column) => textOf(valueIn(row, column))!);
  if (text === '' && !pair) return `${texts.join(' and ')} ${texts.length > 1 ? 'are' : 'is'} empty`;
  const question = fields.choices === undefined ? {} : readChoices(row, fields.choices);
  if (typeof question === 'string') return question;
  const label = readLabel(row, layout, question);
  if (typeof label === 'string') return label;
  const { choices, passages } = question;
  return {
    text,
    ...(pair !== undefined && { pair }),
    ...(choices && { choices }),
    ...(passages && { passages }),
    label,
  };
}

/** The answers of a question, and what the file calls them. */
type Choices = { choices?: string[]; passages?: string[]; names?: string[] };

function readChoices(row: Row, columns: string | readonly string[]): Choices | string {
  const given = typeof columns === 'string' ? valueIn(row, columns) : columns.map((column) => valueIn(row, column));
  if (given === undefined) return missing(row, [columns].flat().join(', '));
  const list = listOf(given);
  const part = (name: string): (string | undefined)[] => list.map((each) => textOf(valueIn(each, name)));
  const texts = part('text');
  const names = part('label');
  const passages = part('para');
  const hasPassages = passages.some((passage) => passage !== undefined);
  if (texts.length < 2 || !all(texts) || texts.includes('')) {
    return `${[columns].flat().join(', ')} must be two or more answers, each a text`;
  }
  return {
    choices: texts,
    ...(all(names) && { names }),
    ...(hasPassages && { passages: passages.map((each) => each ?? '') }),
  };
}

/** Answers as objects, whichever way they are written. */
function listOf(given: unknown): Row[] {
  if (Array.isArray(given)) {
    return given.map((each: unknown) => (typeof each === 'object' && each !== null ? (each as Row) : { text: each }));
  }
  const { text, label } = (given ?? {}) as { text?: unknown; label?: unknown };
  if (!Array.isArray(text)) return [];
  return text.map((each: unknown, index) => ({
    text: each,
    ...(Array.isArray(label) && { label: label[index] as unknown }),
  }));
}

/** The label as a number, or what is wrong with it. */
function readLabel(
  row: Row,
  { fields: { label: column }, ...layout }: RowLayout,
  { choices, names }: Choices,
): number | string {
  const { kind, labelNames, indices = false, labelled = true } = layout;
  if (!labelled) return kind === 'regression' ? NaN : -1;
  const value = valueIn(row, column);
  if (value === undefined) return missing(row, column);
  const name = textOf(value);
  if (kind === 'regression') {
    const number = decimalOf(name ?? '');
    return Number.isNaN(number) ? `${column} is ${shown(value)}, but must be a decimal number` : number;
  }
  if (isInexact(value))
    return `${column} is ${value}, or a number near it, for numbers so large are rounded: give it as text`;
  const allowed = kind === 'classification' ? labelNames : (names ?? choices!);
  const plain = plainNumeral(name ?? '');
  const index = /^\d+$/.test(plain) ? Number(plain) : -1;
  const isPlace = index >= 0 && index < allowed.length;
  const hasNoNames = choices !== undefined && !names;
  // Answers may themselves be numbers: what a file writes as a number is a place, a text may be either.
  if (hasNoNames && typeof value !== 'string') {
    if (isPlace) return index;
    return `${column} is ${shown(name ?? value)}, but must be the place of the right answer, 0 to ${allowed.length - 1}`;
  }
  const found = placeIn(allowed, name ?? '');
  if (hasNoNames && isPlace && found >= 0 && found !== index)
    return `${column} is "${name}", the text of one answer and the place of another: give answers labels, or their places as numbers of JSON lines`;
  if (found >= 0) return found;
  if ((indices || hasNoNames) && isPlace) return index;
  const given = name === '' || value === null ? 'empty' : shown(name ?? value);
  if (allowed.length === 0) return `${column} is ${given}, but must be a name or a number, which it is in no row`;
  return `${column} is ${shown(name ?? value)}, but must be one of ${someOf(allowed)}`;
}

/** Where a name is among others, of which numerals also count as the number that they are. */
function placeIn(names: readonly string[], name: string): number {
  const place = names.indexOf(name);
  if (place >= 0) return place;
  const plain = plainNumeral(name);
  return names.findIndex((each) => plainNumeral(each) === plain);
}

function missing(row: Row, column: string): string {
  return `there is no column "${column}" (there are ${someOf(Object.keys(row))}): name the right one`;
}

function all(list: readonly (string | undefined)[]): list is string[] {
  return list.length > 0 && list.every((each) => each !== undefined);
}
