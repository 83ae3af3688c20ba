import { checked } from '@advtrain/core';
import type { RulesOf } from '@advtrain/core';
import { UsageError } from './usage-error.ts';

/** {@link checked}, whose sentence is a {@link UsageError}. */
export function usable<Options extends object>(factory: string, given: Options, rules: RulesOf<Options>): Options {
  try {
    return checked(factory, given, rules);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
