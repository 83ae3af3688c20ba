import { fileURLToPath } from 'node:url';
import type { Settings } from '../settings.ts';
import { startWorker, type Worker } from '../workers/worker.ts';

/** How the processes of either side are started. */
export interface Sides {
  /** On the backend named, else on the best one. */
  ours(backend?: string): Worker;
  peer(): Worker;
  /** The Python of the other side; empty where a benchmark needs none. */
  readonly python: string;
}

/** Both sides with the same number of threads, and on the CPU: a GPU would be ours alone. */
export function sidesOf({ threads }: Settings, python: string): Sides {
  const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  // With the loader and the export conditions that the bench itself was started with.
  const ours = [process.execPath, ...process.execArgv, file('../ours/main.ts')];
  const peer = [python, file('../../reference/bench/main.py')];
  return {
    python,
    ours: (backend) =>
      startWorker(ours, {
        CUDA_VISIBLE_DEVICES: '',
        ADVTRAIN_THREADS: String(threads),
        ...(backend && { ADVTRAIN_BACKEND: backend }),
      }),
    peer: () =>
      startWorker(peer, {
        CUDA_VISIBLE_DEVICES: '',
        PYTHONDONTWRITEBYTECODE: '1',
        OMP_NUM_THREADS: String(threads),
        MKL_NUM_THREADS: String(threads),
        RAYON_NUM_THREADS: String(threads),
      }),
  };
}
