import { backendOrder, engine, type BackendName } from '@advtrain/engine';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { timePass } from './training/trial.ts';

const titles: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

/**
 * Starts what the page computes on: where the browser has WebGPU, that or WebAssembly, whichever is faster with a model as small as this;
 * else WebAssembly, whose files lie beside the page; else plain JavaScript. `?backend=wasm` in the address names one. Returns a sentence
 * on what runs and why, and throws one where nothing does.
 */
export async function startBackend(): Promise<string> {
  const asked = new URLSearchParams(location.search).get('backend');
  const backend = backendOrder.find((name) => name === asked);
  if (asked !== null && backend === undefined)
    throw new Error(`The address asks for the backend ${asked}, but it must be one of ${backendOrder.join(', ')}.`);
  setWasmPaths(new URL('wasm/', document.baseURI).href);
  if (backend !== undefined) return startNamed(backend);
  if (await hasGpu()) return startFaster();
  const { backend: running, rejected } = await engine();
  const reasons = rejected.map((each) =>
    each.backend === 'webgpu' ? 'this browser offers no WebGPU on a graphics card' : each.reason,
  );
  return `It runs on ${titles[running]}, because ${reasons.join(' and ')}.`;
}

async function startNamed(backend: BackendName): Promise<string> {
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  await engine({ backend });
  return `It runs on ${titles[backend]}, as the address asks.`;
}

/** Tries WebAssembly and WebGPU, and stays with what is faster, or with what works. */
async function startFaster(): Promise<string> {
  await engine({ backend: 'wasm' });
  const wasm = await timePass();
  try {
    await import('@tensorflow/tfjs-backend-webgpu');
    await engine({ backend: 'webgpu' });
    const webgpu = await timePass();
    const times = `${wasm.toFixed(0)} ms on WebAssembly and ${webgpu.toFixed(0)} ms on WebGPU`;
    const backend = wasm <= webgpu ? 'wasm' : 'webgpu';
    await engine({ backend });
    return `It runs on ${titles[backend]}, because an attack on a batch takes ${times}.`;
  } catch (error) {
    await engine({ backend: 'wasm' });
    return `It runs on WebAssembly, because WebGPU failed: ${String(error)}`;
  }
}

/** Whether the browser has WebGPU on a device that is no imitation of one. */
async function hasGpu(): Promise<boolean> {
  if (!('gpu' in navigator)) return false;
  const adapter = await navigator.gpu.requestAdapter();
  return adapter !== null && !isImitation(adapter);
}

/** Where the browser computes on the processor what a GPU would: in `info` by the standard, on the adapter itself in older browsers. */
function isImitation(adapter: object): boolean {
  const { isFallbackAdapter, info } = adapter as {
    isFallbackAdapter?: boolean;
    info?: { isFallbackAdapter?: boolean };
  };
  return info?.isFallbackAdapter ?? isFallbackAdapter ?? false;
}
