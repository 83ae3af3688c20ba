import { UsageError } from '@advtrain/compare';

/** Throws a {@link UsageError} for the first of some flags, by their names, that is given and no whole number of at least 1. */
export function checkWholeNumbers(flags: Readonly<Record<string, number | undefined>>): void {
  for (const [flag, value] of Object.entries(flags)) {
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue;
    throw new UsageError(`${flag} is ${value}, but must be a whole number, at least 1.`);
  }
}
