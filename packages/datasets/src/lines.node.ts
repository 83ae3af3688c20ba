import { createReadStream } from 'node:fs';

/** Longer lines are taken for a file that is not what it says. */
const longest = 2 ** 27;

/**
 * The text of a UTF-8 file in pieces, without a byte order mark, holding one piece at a time. Throws one sentence where the
 * file is missing, cannot be read or is not UTF-8.
 */
export async function* textIn(path: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) yield decoder.decode(chunk as Uint8Array, { stream: true });
    yield decoder.decode();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`There is no file ${path}: check the path.`, { cause: error });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new Error(`${path} is not UTF-8 text: convert it first.`, { cause: error });
    }
    throw new Error(`${path} could not be read: ${message}.`, { cause: error });
  }
}

/** The lines of a UTF-8 file, one at a time, without their ends. Throws as {@link textIn} does. */
export async function* linesIn(path: string): AsyncGenerator<string, void> {
  let rest = '';
  for await (const piece of textIn(path)) {
    // Not node:readline: it also breaks lines at U+2028, which real sentences contain.
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    if (rest.length > longest)
      throw new Error(`${path} has a line of more than ${longest} characters: check the file.`);
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}
