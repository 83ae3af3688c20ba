import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { engine } from '@advtrain/engine';
import { train } from './training.ts';

/** What the page leaves in `globalThis.outcome` when it is done. */
export interface Outcome {
  readonly losses?: number[];
  readonly backend?: string;
  readonly error?: string;
}

setWasmPaths('/wasm/');
Object.assign(globalThis, { outcome: await outcome() });

async function outcome(): Promise<Outcome> {
  try {
    const { backend } = await engine({ backend: 'wasm' });
    return { backend, losses: train() };
  } catch (error) {
    return { error: String(error) };
  }
}
