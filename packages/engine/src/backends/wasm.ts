import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { Loaded, Refused } from './outcome.ts';
import { threads } from './threads.ts';
import { registerWasmKernels } from './wasm-kernels.ts';

let placed = false;

/** Loads WebAssembly from its own package, with SIMD and threads as the machine has them. */
export async function loadWasm(): Promise<Loaded | Refused> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (!placed && !tf.engine().registry['wasm']) {
    const { resolve } = createRequire(import.meta.url);
    wasm.setWasmPaths(dirname(resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm')) + sep);
    const count = threads();
    if (count !== undefined) wasm.setThreadsCount(count);
    placed = true;
  }
  if (!(await tf.setBackend('wasm'))) {
    return { reason: 'WebAssembly could not be started', remedy: 'use another version of Node' };
  }
  registerWasmKernels();
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const version = wasm.version_wasm;
  return { registered: 'wasm', version, what: `WebAssembly ${version}${simd ? ' with SIMD' : ''}`, device: 'cpu' };
}
