/** A mistake in the command line: its one sentence is printed, and the command ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
