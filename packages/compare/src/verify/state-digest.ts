import { createHash } from 'node:crypto';
import { checkpoint, readTensorFile, tensorData } from '@advtrain/core';
import type { TensorData, Trainer } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** SHA-256, in hex, of all that a Trainer would go on from: parameters, the optimizer's and the plugins' states, its seed and its steps. */
export function trainerDigest(trainer: Trainer): string {
  const digests: string[] = [];
  // Nothing is returned from tf.tidy, which would look through it for tensors number by number.
  tf.tidy(() => {
    const { tensors, metadata } = checkpoint(trainer);
    digests.push(digestOf(tensorData(tensors), metadata));
  });
  return digests[0]!;
}

/** The digest of a kept state, and the key of the run that it is of. Throws one sentence where the file is damaged. */
export async function fileDigest(path: string): Promise<{ readonly digest: string; readonly run?: string }> {
  const { tensors, metadata } = await readTensorFile(path);
  const { run } = metadata;
  return { digest: digestOf(tensors, metadata), ...(run === undefined ? {} : { run }) };
}

function digestOf(tensors: Readonly<Record<string, TensorData>>, metadata: Readonly<Record<string, string>>): string {
  const sum = createHash('sha256');
  // A position is counted from where the feed of batches began, which is another place in a run that goes on.
  sum.update(JSON.stringify([metadata['seed'], metadata['index']]));
  for (const name of Object.keys(tensors).sort()) {
    // The ledger of costs has read a clock.
    if (name.startsWith('plugin/cost/')) continue;
    const { dtype, shape, data } = tensors[name]!;
    sum.update(JSON.stringify([name, dtype, shape]));
    sum.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return sum.digest('hex');
}
