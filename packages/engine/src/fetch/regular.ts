import { statSync } from 'node:fs';

/**
 * Throws, in a clause, where a path is of a pipe, a device or a socket: opening one may wait for ever, and nothing stops that. Nothing
 * where there is no such file.
 *
 * @param path what is about to be opened.
 */
export function checkRegular(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile() && !found.isDirectory()) throw new Error('it is a pipe or a device, not a file');
}
