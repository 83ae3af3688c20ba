import { reasonOf } from '@advtrain/core';

/**
 * From now on what cannot be said, to a closed pipe or a full disk, is not said, and the work goes on. Gives what waits until
 * standard output has all that was written to it, and then says why it does not have it; a reader such as `head` that
 * leaves early is no failure.
 */
export function unspoken(): () => Promise<string | undefined> {
  guarded(process.stderr);
  const failure = guarded(process.stdout);
  return async () => {
    if (!failure()) await new Promise((resolve) => process.stdout.write('', resolve));
    const error = failure();
    if (!error || error.code === 'EPIPE') return undefined;
    return `Standard output could not be written (${reasonOf(error)}).`;
  };
}

/** Keeps a stream from ending the process, and gives what gives its first failure. */
function guarded(stream: NodeJS.WriteStream): () => NodeJS.ErrnoException | undefined {
  let failure: NodeJS.ErrnoException | undefined;
  const fail = (error: unknown) => {
    failure ??= error as NodeJS.ErrnoException;
  };
  stream.on('error', fail);
  // Where it is a file, some versions of Node throw in place of telling.
  const write = stream.write.bind(stream) as (...args: readonly unknown[]) => boolean;
  stream.write = (...args: readonly unknown[]) => {
    try {
      return write(...args);
    } catch (error) {
      fail(error);
      return false;
    }
  };
  return () => failure;
}
