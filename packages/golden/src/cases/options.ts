import type { CaseFile } from './case.ts';

/** An option of a case that must be a number. */
export function number({ name, options }: CaseFile, option: string, fallback?: number): number {
  const value = options[option] ?? fallback;
  if (typeof value === 'number') return value;
  throw new Error(`The option ${option} of ${name} is ${JSON.stringify(value)}, but must be a number.`);
}

/** The first group of a pattern in an option of a case that must be words that match it. */
export function words({ name, options }: CaseFile, option: string, pattern: RegExp): string {
  const found = pattern.exec(String(options[option]))?.[1];
  if (found !== undefined) return found;
  throw new Error(
    `The option ${option} of ${name} is ${JSON.stringify(options[option])}, which this runner does not know.`,
  );
}
