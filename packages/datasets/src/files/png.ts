import { decode } from 'fast-png';
import { unzlibSync } from 'fflate';

/** Where the first chunk begins, and how much longer than its data a chunk is. */
const signature = 8;
const frame = 12;

/**
 * An image out of the bytes of a PNG, whose checksums are checked, and that it has all its rows. Throws one sentence, which
 * begins with `name`, where it is none, damaged or interlaced.
 */
export function readPng(bytes: Uint8Array, name: string): ReturnType<typeof decode> {
  try {
    // The decoder leaves the rest of a row that is cut short black, and takes memory for whatever size is stated.
    const needed = rowBytesOf(bytes);
    const { length } = rowsOf(bytes, needed);
    if (length !== needed) throw new Error(`it has ${length} bytes of rows, but its size takes ${needed}`);
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${name} is not a PNG image that can be read (${message}): get it again.`, { cause: error });
  }
}

/** Deflate makes no more of a byte. */
const mostOf = 1032;

/** Channels of each type of colour. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The bytes that all rows of a PNG of the stated size take. */
function rowBytesOf(bytes: Uint8Array): number {
  const at = signature + 8;
  if (bytes.length < at + 13) throw new Error('it ends before its size');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = channelsOf[view.getUint8(at + 9)] ?? 0;
  return view.getUint32(at + 4) * (1 + Math.ceil((view.getUint32(at) * channels * view.getUint8(at + 8)) / 8));
}

/** The rows of a PNG, each after a byte for its filter; no more than one byte beyond those that its size takes. */
function rowsOf(bytes: Uint8Array, needed: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (let at = signature; at + frame <= bytes.length; at += view.getUint32(at) + frame) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
    if (type === 'IHDR' && data[12] !== 0) throw new Error('it is interlaced');
    if (type === 'IDAT') found.push(data);
  }
  const stream = new Uint8Array(found.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of found) {
    stream.set(part, at);
    at += part.length;
  }
  if (needed > mostOf * stream.length) throw new Error(`it has too few bytes for the ${needed} that its size takes`);
  return unzlibSync(stream, { out: new Uint8Array(needed + 1) });
}
