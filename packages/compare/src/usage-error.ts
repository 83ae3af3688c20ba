/** A mistake in what the user asked for: the command prints its one sentence and ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
