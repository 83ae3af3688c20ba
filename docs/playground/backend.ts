import { backendOrder, engine, type BackendName, type EngineInfo } from '@advtrain/engine';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/**
 * Starts what the page computes on: WebGPU where the browser has it, else WebAssembly, whose files lie beside the page, else plain
 * JavaScript; `?backend=wasm` in the address names one. Throws one sentence where that cannot be had.
 */
export async function startBackend(): Promise<EngineInfo> {
  const asked = new URLSearchParams(location.search).get('backend') ?? undefined;
  const backend = backendOrder.find((name) => name === asked);
  if (asked !== undefined && backend === undefined)
    throw new Error(`The address asks for the backend ${asked}, but it must be one of ${backendOrder.join(', ')}.`);
  setWasmPaths(new URL('wasm/', document.baseURI).href);
  if (await mayRun('webgpu', backend)) await import('@tensorflow/tfjs-backend-webgpu');
  return engine({ backend });
}

/** Whether WebGPU is worth loading: it is neither passed over, nor is there no device for it. */
async function mayRun(name: 'webgpu', asked: BackendName | undefined): Promise<boolean> {
  if (asked !== undefined) return asked === name;
  if (!('gpu' in navigator)) return false;
  return (await navigator.gpu.requestAdapter()) !== null;
}
