import { once } from 'node:events';
import { reasonOf } from '@advtrain/core';
import { printable } from '@advtrain/engine/fetch';

/** Says a line on standard error, where names that come of data or files have no control characters. */
export function complain(line: string): void {
  clearDrawn(process.stderr);
  process.stderr.write(`${printable(line)}\n`);
}

/** Streams whose last line is drawn anew again and again, and has no end. */
const drawnOn = new WeakSet<NodeJS.WriteStream>();

/** Draws a line on a terminal in the place of what was drawn before. */
export function draw(stream: NodeJS.WriteStream, line: string): void {
  stream.write(`\r\u001b[2K${line}`);
  drawnOn.add(stream);
}

/** Removes a line that is drawn, for what is written next to begin a line. */
export function clearDrawn(stream: NodeJS.WriteStream): void {
  if (drawnOn.delete(stream)) stream.write('\r\u001b[2K');
}

/** Most characters of a sentence, of which the last say the remedy. */
const longest = 1000;
const end = 400;

/** A sentence without the middle of what is very long in it: values come of files, which may hold anything. */
export function shortened(sentence: string): string {
  if (sentence.length <= longest) return sentence;
  return `${sentence.slice(0, longest - end)} … ${sentence.slice(-end)}`;
}

/**
 * From now on standard output gets no control characters, which could only come of data. What cannot be said, to a closed pipe or a full disk, is not said, and the work goes on. Gives what waits until
 * standard output has all that was written to it, and then says why it does not have it; a reader such as `head` that
 * leaves early is no failure.
 */
export function unspoken(): () => Promise<string | undefined> {
  guarded(process.stderr);
  const failure = guarded(process.stdout, printable);
  return async () => {
    if (!failure()) await new Promise((resolve) => process.stdout.write('', resolve));
    const error = failure();
    if (!error || error.code === 'EPIPE') return undefined;
    return `Standard output could not be written (${reasonOf(error)}).`;
  };
}

/** Says text on standard output, and waits until it takes more; gives whether anybody reads it still. */
export async function spoken(text: string): Promise<boolean> {
  const { stdout } = process;
  if (!stdout.write(text) && stdout.writableNeedDrain) {
    // A reader that leaves is an error there, which is told elsewhere.
    await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => undefined);
  }
  return stdout.writable;
}

/** Keeps a stream from ending the process, and gives what gives its first failure. */
function guarded(
  stream: NodeJS.WriteStream,
  shown: (text: string) => string = (text) => text,
): () => NodeJS.ErrnoException | undefined {
  let failure: NodeJS.ErrnoException | undefined;
  const fail = (error: unknown) => {
    failure ??= error as NodeJS.ErrnoException;
  };
  stream.on('error', fail);
  // Where it is a file, some versions of Node throw in place of telling.
  const write = stream.write.bind(stream) as (...args: readonly unknown[]) => boolean;
  stream.write = (said: unknown, ...how: readonly unknown[]) => {
    try {
      return write(typeof said === 'string' ? shown(said) : said, ...how);
    } catch (error) {
      fail(error);
      return false;
    }
  };
  return () => failure;
}
