import { fromBrain, fromHalf } from './half.ts';
import { pointerSentence } from './lfs-pointer.ts';
import type { TensorData } from './tensor-data.ts';

/** What a safetensors file holds. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, TensorData>>;
  /** The file's `__metadata__`; empty when it has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One entry of the header: bytes `begin` … `end` behind it. */
type Entry = { name: string; dtype: string; shape: readonly number[]; begin: number; end: number };

const sizes: Readonly<Record<string, number>> = { F16: 2, BF16: 2, F32: 4, F64: 8, I32: 4, I64: 8, U8: 1, BOOL: 1 };
/** What the format's own implementation accepts, in bytes. */
const longestHeader = 100_000_000;

/**
 * Reads the safetensors format (Hugging Face, version 0.4): an eight-byte length, a JSON header, the numbers without
 * gaps. Half-precision types (`F16`, `BF16`) become `F32`. Where alignment allows, data are views of `bytes`.
 * Throws one sentence, which begins with `name`, for whatever is wrong with the bytes.
 *
 * @param bytes the whole file.
 * @param name what the sentence of an error calls it.
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer, name = 'The safetensors file'): TensorFile {
  // A Buffer's slice would be a view, where an array's is a copy.
  const file =
    bytes instanceof Uint8Array ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : new Uint8Array(bytes);
  try {
    const start = headerEnd(file);
    const header = parseHeader(file.subarray(8, start));
    const { __metadata__: metadata, ...rest } = header;
    const entries = Object.entries(rest).map(([key, value]) => checkEntry(key, value));
    checkLayout(entries, file.length - start);
    return {
      tensors: Object.fromEntries(entries.map((entry) => [entry.name, readTensor(file, start, entry)])),
      metadata: checkMetadata(metadata),
    };
  } catch (error) {
    throw new Error(`${name} ${(error as Error).message}`);
  }
}

/**
 * Writes the safetensors format: the chunks of the file in order, of which all but the first are views of `data`.
 * Wider types come first, so that every tensor is aligned. Throws one sentence where data do not fit their shape.
 *
 * @param tensors by name: type, shape and bytes.
 * @param metadata texts by key, which go into the header. Default: none.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const names = Object.keys(tensors).sort(
    (a, b) => widthOf(tensors[b]!.dtype) - widthOf(tensors[a]!.dtype) || (a < b ? -1 : 1),
  );
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  const chunks: Uint8Array[] = [];
  let offset = 0;
  for (const name of names) {
    const { dtype, shape, data } = tensors[name]!;
    if (name === '__metadata__') throw new Error('A tensor is named "__metadata__", which the format reserves.');
    if (data.length !== places(shape) || data.BYTES_PER_ELEMENT !== widthOf(dtype)) {
      throw new Error(
        `Tensor "${name}" has ${data.length} numbers of ${data.BYTES_PER_ELEMENT} bytes, but ${dtype} [${shape.join(', ')}] needs ${places(shape)} of ${widthOf(dtype)}.`,
      );
    }
    header.push([name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] }]);
    chunks.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  return [encodeHeader(JSON.stringify(Object.fromEntries(header))), ...chunks];
}

function headerEnd(file: Uint8Array): number {
  const pointer = pointerSentence(file);
  if (pointer !== undefined) throw new Error(pointer);
  if (file.length < 8) throw new Error(`has ${file.length} bytes, too few for a safetensors file: get it again.`);
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (length > longestHeader) {
    throw new Error(
      `states a header of ${length} bytes, more than safetensors allows: it is another format, or damaged.`,
    );
  }
  if (8 + length > file.length) {
    throw new Error(
      `states a header of ${length} bytes, but ends after ${file.length - 8}: it is cut short; get it again.`,
    );
  }
  return 8 + length;
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error('has a header that is not JSON: it is another format, or damaged.');
  }
  if (isRecord(header)) return header;
  throw new Error('has a header that is not a JSON object: it is another format, or damaged.');
}

function checkMetadata(metadata: unknown): Readonly<Record<string, string>> {
  if (metadata === undefined) return {};
  if (isRecord(metadata) && Object.values(metadata).every((value) => typeof value === 'string')) {
    return metadata as Record<string, string>;
  }
  throw new Error('has "__metadata__" that is not a table of strings: it is damaged.');
}

function checkEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new Error(`lacks a proper dtype, shape and data_offsets for tensor "${name}": it is damaged.`);
  }
  const size = Object.hasOwn(sizes, dtype) ? sizes[dtype] : undefined;
  if (size === undefined) {
    throw new Error(`has tensor "${name}" of type ${dtype}, but only ${Object.keys(sizes).join(', ')} can be read.`);
  }
  const [begin = 0, end = 0] = offsets;
  if (end - begin !== places(shape) * size) {
    throw new Error(
      `gives tensor "${name}" ${end - begin} bytes, but ${dtype} [${shape.join(', ')}] takes ${places(shape) * size}: it is damaged.`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** The format allows neither gaps nor overlaps, so that a file has one meaning only. */
function checkLayout(entries: readonly Entry[], length: number): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.end > length) {
      throw new Error(
        `has tensor "${entry.name}" at bytes ${entry.begin} to ${entry.end}, but only ${length} bytes of data: it is cut short; get it again.`,
      );
    }
    if (entry.begin !== end) {
      const what = entry.begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new Error(`has tensor "${entry.name}" at byte ${entry.begin}, which ${what}: it is damaged.`);
    }
    end = entry.end;
  }
  if (end !== length) {
    throw new Error(`has ${length} bytes of data, but its header describes ${end}: it is damaged.`);
  }
}

function readTensor(file: Uint8Array, start: number, { dtype, shape, begin, end }: Entry): TensorData {
  const from = file.byteOffset + start + begin;
  const count = places(shape);
  // Typed arrays must lie on multiples of their width, which the format does not promise.
  const aligned = from % widthOf(dtype) === 0;
  const buffer = aligned ? file.buffer : file.slice(start + begin, start + end).buffer;
  const at = aligned ? from : 0;
  switch (dtype) {
    case 'F16':
      return { dtype: 'F32', shape, data: Float32Array.from(new Uint16Array(buffer, at, count), fromHalf) };
    case 'BF16':
      return { dtype: 'F32', shape, data: fromBrain(new Uint16Array(buffer, at, count)) };
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer, at, count) };
    case 'F64':
      return { dtype, shape, data: new Float64Array(buffer, at, count) };
    case 'I32':
      return { dtype, shape, data: new Int32Array(buffer, at, count) };
    case 'I64':
      return { dtype, shape, data: new BigInt64Array(buffer, at, count) };
    default:
      return { dtype: dtype as 'U8' | 'BOOL', shape, data: new Uint8Array(buffer, at, count) };
  }
}

/** Length and JSON, padded with spaces so that the data begin on a multiple of eight bytes. */
function encodeHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const chunk = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(chunk.buffer).setBigUint64(0, BigInt(chunk.length - 8), true);
  chunk.set(text, 8);
  return chunk;
}

function widthOf(dtype: string): number {
  return sizes[dtype]!;
}

function places(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}
