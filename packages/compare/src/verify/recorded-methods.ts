import type { MethodEntry } from '@advtrain/core';
import { UsageError } from '../usage-error.ts';

/**
 * The methods of a comparison among those that there are, in its order. One that is missing is a {@link UsageError} that says how it is brought.
 *
 * @param names as the results have them.
 * @param known the methods that there are.
 */
export function recordedMethods(names: readonly string[], known: readonly MethodEntry[]): readonly MethodEntry[] {
  return names.map((name) => {
    const entry = known.find((each) => each.name === name);
    if (!entry) throw new UsageError(`There is no method ${name} here: bring it with --plugin FILE.`);
    return entry;
  });
}
