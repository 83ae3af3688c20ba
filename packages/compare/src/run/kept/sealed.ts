import { crc32 } from 'node:zlib';
import { readTensorFile, tensorData, writeFileAtomically, writeSafetensors } from '@advtrain/core';
import type { TensorData, TensorFile } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

type Metadata = Readonly<Record<string, string>>;

/** Tensors for a file, and what it says of them. */
export interface Sealable {
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
  readonly metadata: Metadata;
}

/** Writes a safetensors file with a checksum of all that is in it, whole or not at all. The tensors are made in one `tf.tidy`. */
export async function writeSealed(path: string, content: () => Sealable): Promise<void> {
  const chunks: Uint8Array[] = [];
  // Nothing is returned from tf.tidy, which would look through it for tensors number by number.
  tf.tidy(() => {
    const { tensors, metadata } = content();
    const data = tensorData(tensors);
    chunks.push(...writeSafetensors(data, { ...metadata, checksum: checksumOf(data, metadata) }));
  });
  await writeFileAtomically(path, chunks);
}

/** Reads a file that {@link writeSealed} wrote. Throws one sentence where it is missing or anything in it has changed. */
export async function readSealed(path: string): Promise<TensorFile> {
  const { tensors, metadata: all } = await readTensorFile(path);
  const { checksum, ...metadata } = all;
  if (checksum === checksumOf(tensors, metadata)) return { tensors, metadata };
  throw new Error(`${path} is damaged: its checksum is not that of what it holds.`);
}

function checksumOf(tensors: Readonly<Record<string, TensorData>>, metadata: Metadata): string {
  let sum = crc32(JSON.stringify(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))));
  for (const name of Object.keys(tensors).sort()) {
    const { dtype, shape, data } = tensors[name]!;
    sum = crc32(JSON.stringify([name, dtype, shape]), sum);
    sum = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), sum);
  }
  return sum.toString(16);
}
