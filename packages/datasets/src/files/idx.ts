/** An array of bytes from an idx file. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** In row-major order: a view of the file's bytes. */
  readonly data: Uint8Array;
}

/** How many bytes an idx file has by its header; 0 where that is none. */
export function statedBytes(bytes: Uint8Array): number {
  const start = 4 + 4 * (bytes[3] ?? 0);
  if (bytes.length < start) return 0;
  return start + shapeOf(bytes).reduce((product, length) => product * length, 1);
}

/**
 * Reads an idx file of unsigned bytes, the format of MNIST (LeCun, Cortes, Burges): two zero bytes, the type 0x08, the
 * number of axes, their lengths as big-endian 32-bit integers, the numbers. Throws one sentence, which begins with
 * `name`, for whatever is wrong with the bytes.
 *
 * @param bytes the whole file.
 * @param name what the sentence of an error calls it.
 */
export function parseIdx(bytes: Uint8Array, name = 'The idx file'): IdxArray {
  const [first, second, type, axes = 0] = bytes;
  const start = 4 + 4 * axes;
  if (first !== 0 || second !== 0 || bytes.length < start) {
    throw new Error(`${name} is not an idx file: give one, or a gzipped one whose name ends in .gz.`);
  }
  if (type !== 8) throw new Error(`${name} holds numbers of type ${type ?? 0}, but only unsigned bytes (8) are read.`);
  const shape = shapeOf(bytes);
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - start !== size) {
    throw new Error(
      `${name} states [${shape.join(', ')}], ${size} bytes, but holds ${bytes.length - start}: it is damaged; get it again.`,
    );
  }
  return { shape, data: bytes.subarray(start) };
}

function shapeOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes[3] ?? 0 }, (_, axis) => view.getUint32(4 + 4 * axis));
}
