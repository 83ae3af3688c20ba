import { UsageError } from '../usage-error.ts';

/** Refuses labels that are no indices of `classes`, in one sentence that says which set they are in. */
export function checkKnownClasses(set: string, labels: ArrayLike<number>, classes: readonly string[]): void {
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (Number.isInteger(label) && label >= 0 && label < classes.length) continue;
    throw new UsageError(
      `The label of ${set} example ${row} is ${label}, but must be from 0 to ${classes.length - 1}, for labelNames has ` +
        `${classes.length} classes: correct it, or name more.`,
    );
  }
}
