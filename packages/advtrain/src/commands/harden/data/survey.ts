import { duplicates, labelSuspects, take } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import { quantile } from '@advtrain/statistics';
import type { Divided } from './divide.ts';

/** A text with a label that is in doubt. */
export interface Doubtful {
  readonly text: string;
  readonly label: string;
  /** How likely that is by the text's words, and the class that is likelier. */
  readonly probability: number;
  readonly likelier: string;
}

/** What data for hardening are like. */
export interface Survey {
  readonly classes: readonly { readonly name: string; readonly train: number; readonly reported: number }[];
  /** How many examples are trained on, picked by, and reported. */
  readonly rows: { readonly train: number; readonly selection: number; readonly reported: number };
  /** Tokens of a training text, and the share of them that is longer than what is read. */
  readonly tokens: {
    readonly median: number;
    readonly high: number;
    readonly longest: number;
    readonly limit: number;
    readonly cut: number;
  };
  /** Training rows whose text an earlier row has; texts that have more than one label, with the first of them. */
  readonly repeated: number;
  readonly conflicting: { readonly texts: number; readonly some: readonly string[] };
  /** Training rows that are left out, for their texts are reported. */
  readonly leftOut: number;
  readonly doubtful: {
    readonly labels: number;
    /** How many were judged. */
    readonly of: number;
    readonly some: readonly Doubtful[];
    /** How often the words tell the class. */
    readonly accuracy: number;
  };
}

/** Labels are judged by the words of at most so many texts, drawn with the shares of classes. */
const judged = 20_000;

/** So many texts are shown of each kind. */
const shown = 10;

/** Looks at data: all rows that there are to train on. `lengths` are the tokens of each text that is trained on, uncut. */
export function surveyOf(
  { own, train, selection, reported, leftOut }: Divided,
  lengths: readonly number[],
  limit: number,
): Survey {
  const { repeated, conflicting } = duplicates(own);
  const some = own.labels.length > judged ? take(own, judged, 0) : own;
  const { suspects, accuracy } = labelSuspects(some);
  const counted = ({ labels }: Examples, label: number) => labels.filter((each) => each === label).length;
  const name = (label: number) => train.labelNames[label] ?? String(label);
  return {
    classes: train.labelNames.map((each, label) => ({
      name: each,
      train: counted(own, label),
      reported: counted(reported, label),
    })),
    rows: { train: train.labels.length, selection: selection.labels.length, reported: reported.labels.length },
    tokens: {
      median: quantile(lengths, 0.5),
      high: Math.round(quantile(lengths, 0.95)),
      longest: lengths.reduce((most, length) => Math.max(most, length), 0),
      limit,
      cut: lengths.filter((length) => length > limit).length / lengths.length,
    },
    repeated: repeated.length,
    conflicting: {
      texts: conflicting.length,
      some: conflicting.slice(0, shown).map(([row = 0]) => textOf(own, row)),
    },
    leftOut,
    doubtful: {
      labels: suspects.length,
      of: some.labels.length,
      accuracy,
      some: suspects.slice(0, shown).map(({ row, probability, likelier }) => ({
        text: textOf(some, row),
        label: name(some.labels[row]!),
        probability,
        likelier: name(likelier),
      })),
    },
  };
}

function textOf({ texts, pairs }: Examples, row: number): string {
  const pair = pairs?.[row];
  return pair === undefined ? texts[row]! : `${texts[row]!} ⏐ ${pair}`;
}
