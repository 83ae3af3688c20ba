import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { readSealed, writeSealed } from '../../../packages/compare/src/run/kept/sealed.ts';

const metadata = { version: '2', seed: '1', index: '3', position: '3', plugins: '[]', soFar: '{"units":9}' };
const held = ({ tensors, metadata: said }) =>
  JSON.stringify([
    Object.entries(tensors)
      .map(([name, { shape, data }]) => [name, shape, [...data]])
      .sort(),
    Object.entries(said).sort(),
  ]);
let original;

export default {
  async seeds() {
    const path = join(tmpdir(), `checkpoint-${process.pid}.safetensors`);
    await writeSealed(path, () => ({
      tensors: { 'params/w': tf.tensor([1, 2, 3]), 'optimizer/m': tf.tensor([[0.5]]) },
      metadata,
    }));
    original = held(await readSealed(path));
    return [readFileSync(path)];
  },
  words: ['"checksum":', '"params/w":', '"shape":[3]', '"data_offsets":'],
  async run(input, folder) {
    const path = join(folder, 'run.safetensors');
    writeFileSync(path, input);
    return held(await readSealed(path)) === original ? undefined : 'takes a checkpoint with other content for whole';
  },
};
