import { textFile } from '@advtrain/datasets';
import type { Examples, Fields, LabelKind, TagColumns, TextFileOptions } from '@advtrain/datasets';

/** What a file of one's own does not say itself. */
export interface FileOptions extends Pick<TextFileOptions, 'onBadRow'> {
  /** Whether its labels are values, and not classes. Default false. */
  readonly regression?: boolean | undefined;
  /** Its columns, where they are not called `text` and `label`. */
  readonly columns?: (Partial<Fields> & TagColumns) | undefined;
  /** Whether its words have tags. Default: where it looks like that. */
  readonly tags?: boolean | undefined;
  /** The names of the tags in their order. Default: those of the file, sorted. */
  readonly tagNames?: readonly string[] | undefined;
  /** Another file, whose examples are for development. Default: one example in five of the file itself. */
  readonly devData?: string | undefined;
  /** Whether it is measured on, and nothing is trained: it may have one class, or hardly more examples than classes. Default false. */
  readonly measured?: boolean | undefined;
  /** Whether training examples are read from the file as they are needed. Default: where it is large. */
  readonly stream?: boolean | undefined;
}

/** What the labels of such a file are. */
export function kindOf({ columns, regression }: FileOptions): LabelKind {
  if (columns?.choices !== undefined) return 'multiple-choice';
  return regression ? 'regression' : 'classification';
}

/** The examples of the file that is for development. */
export function developmentOf(
  { devData = '' }: FileOptions,
  layout: TextFileOptions,
  { labelNames }: Pick<Examples, 'labelNames'>,
): Promise<Examples> {
  return textFile(devData, { ...layout, labelNames });
}
