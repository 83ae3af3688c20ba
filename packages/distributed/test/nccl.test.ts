import { onGpu } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { cluster } from '../src/index.ts';

onBackends(['native'], () => {
  test.skipIf(onGpu())('NCCL is refused at once where there is no GPU', async () => {
    const workers = ['127.0.0.1:1', '127.0.0.1:2'];
    await expect(cluster({ version: 'test', nccl: true, workers, rank: 1 })).rejects.toThrow(
      'NCCL sums between GPUs, but this process runs on the CPU: install the GPU engine, or leave NCCL out.',
    );
  });
});
