import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { engine } from '@advtrain/engine';
import { train } from './training.ts';

declare global {
  /** The page's title bar for the test: losses, or what went wrong. */
  // eslint-disable-next-line no-var -- a property of globalThis is declared so
  var outcome: { losses?: number[]; backend?: string; error?: string } | undefined;
}

setWasmPaths('/wasm/');
try {
  const { backend } = await engine({ backend: 'wasm' });
  globalThis.outcome = { backend, losses: train() };
} catch (error) {
  globalThis.outcome = { error: String(error) };
}
