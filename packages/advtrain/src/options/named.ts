import { InvalidArgumentError } from 'commander';

/** Parses an option that names a file or a folder, which an unset variable leaves empty. */
export function named(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty, but must be a name.');
  return value;
}
