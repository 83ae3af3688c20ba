import { UsageError } from '../usage-error.ts';

/** A set of examples: how many there are, what there is one of for each, and the names of their classes. */
export interface Counted {
  readonly id: string;
  /** What they are: texts or images. */
  readonly things: string;
  readonly count: number;
  readonly columns: Readonly<Record<string, { readonly length: number } | undefined>>;
  readonly names: readonly string[];
}

/**
 * Refuses sets without examples, columns of another length than there are examples, and, where labels are classes, names of those
 * that are others, or in another order, than those of the training set.
 */
export function checkExamples(classes: readonly string[], sets: readonly Counted[], hasClasses = true): void {
  for (const { id, things, count, columns, names } of sets) {
    if (count === 0) throw new UsageError(`The ${id} set has no ${things}: give at least one.`);
    for (const [name, column] of Object.entries(columns))
      if (column !== undefined && column.length !== count)
        throw new UsageError(
          `The ${id} set has ${count} ${things}, but its ${name} are ${column.length}: give one for each.`,
        );
    if (hasClasses && names.join('\n') !== classes.join('\n'))
      throw new UsageError(
        `labelNames of the ${id} set are ${names.join(', ')}, but those of training are ${classes.join(', ')}: give the same in the same order.`,
      );
  }
}
