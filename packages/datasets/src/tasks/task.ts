import type { Fields } from '../files/columns/fields.ts';
import type { LabelKind } from '../files/columns/read-example.ts';
import type { MetricName } from '../metrics/metrics.ts';
import type { Recipe } from '../recipes/recipe.ts';

/** A file of a task as its authors published it, or as copies of it are. */
export interface OriginalFile {
  /** The usual path: a loader also finds the file by an end of it, such as `RTE/dev.tsv` or `dev.tsv`. */
  readonly path: string;
  /** Its columns, where they differ from the task's. */
  readonly fields?: Fields;
  /** The names of its columns, where it has no header line. */
  readonly columns?: readonly string[];
  /** The name under which a JSON file of several tasks has the rows. */
  readonly key?: string;
}

/** A part of a task's examples. */
export interface Split {
  /** How many examples it has. */
  readonly rows: number;
  /** Whether its labels are public. */
  readonly labelled: boolean;
  /** The original files that may hold it, the likeliest first. */
  readonly files: readonly OriginalFile[];
  /** What the paths of its Parquet files in the task's repository on the hub begin with. */
  readonly hubFiles?: string;
}

/** A data set with what is asked about it. */
export interface Task {
  /** What `task` finds it by: `glue/rte`. */
  readonly name: string;
  /** What it is, for people. */
  readonly title: string;
  readonly kind: LabelKind | 'images';
  /** The columns of the original files; none for images and for what {@link Split.files} has none of. */
  readonly fields?: Fields;
  /** The columns of the hub's files, where they differ. */
  readonly hubFields?: Fields;
  /** The classes' names in their order, which is the hub's; none in a regression and in multiple choice. */
  readonly labelNames: readonly string[];
  /** What it is measured by; the first chooses the best checkpoint. */
  readonly metrics: readonly [MetricName, ...MetricName[]];
  /** By name: `train`, `dev` and `test`, as far as they exist, and further ones. */
  readonly splits: Readonly<Record<string, Split>>;
  /** What goes before questions and answers where published results are to be repeated. */
  readonly prefixes?: readonly [question: string, answer: string];
  /** The repository on the hub. */
  readonly hub?: string;
  /** The npm package that brings it. */
  readonly npmPackage?: string;
  /** Who made it. */
  readonly origin: string;
  /** As its origin states it. */
  readonly licence: string;
  /** The published hyper-parameters of methods on it. */
  readonly recipes: readonly Recipe[];
}

/** A task as the tables of tasks have it. */
export type TaskEntry = Omit<Task, 'recipes'>;

/**
 * A split of a task. Throws one sentence that lists all splits where there is none of that name.
 *
 * @param task the task.
 * @param split its name.
 */
export function splitOf({ name, splits }: Task, split: string): Split {
  const found = Object.hasOwn(splits, split) ? splits[split] : undefined;
  if (found) return found;
  throw new Error(`${name} has no split "${split}": it must be one of ${Object.keys(splits).join(', ')}.`);
}
