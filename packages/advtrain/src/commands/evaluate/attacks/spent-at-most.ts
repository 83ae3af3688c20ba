import { UsageError } from '@advtrain/compare';

/** What an attack may spend on an example: queries, units or both. Nothing is no limit. */
export interface SpentAtMost {
  readonly queries?: number;
  readonly units?: number;
}

/** Reads `queries=…`, `units=…` or both with a comma. Throws a {@link UsageError} for anything else. */
export function spentAtMost(text: string | undefined): SpentAtMost {
  if (text === undefined) return {};
  const limits: { queries?: number; units?: number } = {};
  for (const part of text.split(',')) {
    const [, what, amount] = /^\s*(queries|units)=([1-9]\d*)\s*$/.exec(part) ?? [];
    if (what !== 'queries' && what !== 'units')
      throw new UsageError(
        `--budget is ${JSON.stringify(text)}, but must be queries=… or units=…, whole numbers above 0.`,
      );
    if (limits[what] !== undefined) throw new UsageError(`--budget names ${what} twice; name it once.`);
    limits[what] = Number(amount);
  }
  return limits;
}

/** The limits as texts: `queries=100`. */
export function textsOf(limits: SpentAtMost): readonly string[] {
  return Object.entries(limits).map(([what, amount]) => `${what}=${amount}`);
}
