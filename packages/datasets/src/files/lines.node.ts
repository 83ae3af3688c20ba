import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { reasonOf } from '@advtrain/core';
import { checkRegular } from '@advtrain/engine/fetch';

/** Told how many more bytes of a file have been read. */
export type OnRead = (bytes: number) => void;

/** Longer lines, in bytes, are taken for a file that is not what it says. */
const longest = 2 ** 27;
const lineFeed = 10;

/**
 * The text of a UTF-8 file in pieces, without a byte order mark, holding one piece at a time. Throws one sentence where the
 * file is missing, cannot be read or is not UTF-8.
 */
export async function* textIn(path: string, onRead?: OnRead): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    checkRegular(path);
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      yield decoder.decode(piece, { stream: true });
      onRead?.(piece.length);
    }
    yield decoder.decode();
  } catch (error) {
    throw await unreadable(path, error);
  }
}

/**
 * The lines of a UTF-8 file, one at a time, without their ends: a line feed, a carriage return or both, as Python reads text. Throws
 * as {@link textIn} does.
 */
export async function* linesIn(path: string, onRead?: OnRead): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    // Not node:readline: it also breaks lines at U+2028, which real sentences contain. And every line is decoded on its
    // own: a part of a longer string would keep all of that in memory.
    for await (const line of bytesIn(path, onRead)) {
      const text = decoder.decode(line).replace(/\r$/, '');
      if (text.includes('\r')) yield* text.split('\r');
      else yield text;
    }
  } catch (error) {
    throw await unreadable(path, error);
  }
}

/** The lines of a file in bytes. */
async function* bytesIn(path: string, onRead?: OnRead): AsyncGenerator<Uint8Array, void> {
  let rest: Uint8Array[] = [];
  let held = 0;
  checkRegular(path);
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, start)) {
      const line = piece.subarray(start, end);
      yield rest.length > 0 ? Buffer.concat([...rest, line]) : line;
      rest = [];
      held = 0;
      start = end + 1;
    }
    if (start < piece.length) rest.push(piece.subarray(start));
    held += piece.length - start;
    onRead?.(piece.length);
    if (held > longest) throw new Error(`it has a line of more than ${longest} bytes`);
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** The whole text of a file. Throws one sentence where it is missing or cannot be read. */
export async function wholeText(path: string): Promise<string> {
  try {
    checkRegular(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    throw await unreadable(path, error);
  }
}

/** Why a file could not be read, in one sentence. */
export async function unreadable(path: string, error: unknown): Promise<Error> {
  return new Error(await sentenceOf(path, error), { cause: error });
}

async function sentenceOf(path: string, error: unknown): Promise<string> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `There is no file ${path}: check the path.`;
  if (code === 'EISDIR') return `${path} is a folder: name a file.`;
  if (code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') return `${path} could not be read: ${reasonOf(error)}.`;
  return (await isGzip(path))
    ? `${path} is compressed by gzip: unpack it first, as gzip -dc FILE > OTHER does.`
    : `${path} is not UTF-8 text: convert it first.`;
}

async function isGzip(path: string): Promise<boolean> {
  for await (const piece of createReadStream(path, { end: 1 }) as AsyncIterable<Buffer>)
    return piece[0] === 0x1f && piece[1] === 0x8b;
  return false;
}
