import '#vendor/gradients';
import * as tf from '@tensorflow/tfjs-core';
import type { Loaded, Refused } from './backends/outcome.ts';
import { onlyOptions } from './only-options.ts';
import { registerWasmKernels } from './backends/wasm-kernels.ts';

/** A backend that the engine can run on in a browser. */
export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** How the engine is to be chosen. */
export interface EngineOptions {
  /** The backend to use, whatever else is there. Default: the first of the order that loads. */
  readonly backend?: BackendName | undefined;
  /** Who is told which backend runs and why. Default: nobody. */
  readonly reporter?: { note(line: string): void } | undefined;
}

/** Which engine runs, and why. */
export interface EngineInfo {
  readonly backend: BackendName;
  /** The version of the backend's package. */
  readonly version: string;
  /** One sentence on what runs and why. */
  readonly why: string;
  readonly device: 'cpu' | 'gpu';
  /** The backends that come earlier in the order, and why they were not chosen. */
  readonly rejected: readonly { readonly backend: BackendName; readonly reason: string; readonly remedy: string }[];
}

/** The backends in the order in which they are preferred. */
export const backendOrder: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];

const loaders: Readonly<Record<BackendName, () => Promise<Loaded | Refused>>> = {
  webgpu: loadWebGpu,
  wasm: loadWasm,
  cpu: loadJavaScript,
};

/**
 * Chooses the backend that TensorFlow.js runs on in a page, loads it together with all gradients, and says why: WebGPU
 * where the page has registered it (by importing `@tensorflow/tfjs-backend-webgpu`), WebAssembly where the page serves its
 * files (`setWasmPaths`), plain JavaScript. A backend that is asked for by name and cannot load is an error.
 *
 * @param options which backend, and who is told of it.
 */
export async function engine(options: EngineOptions = {}): Promise<EngineInfo> {
  onlyOptions('engine', options, ['backend', 'reporter']);
  const { backend: wanted } = options;
  if (wanted !== undefined && !backendOrder.includes(wanted)) {
    throw new Error(`backend is ${wanted as string}, but must be one of ${backendOrder.join(', ')}.`);
  }
  const rejected: EngineInfo['rejected'][number][] = [];
  for (const backend of wanted ? [wanted] : backendOrder) {
    const outcome = await loaders[backend]();
    if ('reason' in outcome) {
      if (wanted) throw new Error(`The backend ${wanted} was asked for, but ${outcome.reason}: ${outcome.remedy}.`);
      rejected.push({ backend, ...outcome });
      continue;
    }
    await tf.setBackend(outcome.registered);
    await tf.ready();
    const best = rejected.at(-1);
    const because = wanted ? ', as asked for' : best ? `, because ${best.reason}` : ', the fastest that is here';
    const info = {
      backend,
      version: outcome.version,
      device: outcome.device,
      why: `Running on ${outcome.what}${because}.`,
      rejected,
    };
    options.reporter?.note(info.why);
    return info;
  }
  throw new Error('No backend could be loaded: install this package again.');
}

async function loadWebGpu(): Promise<Loaded | Refused> {
  const registered = 'webgpu' in tf.engine().registryFactory;
  if (!registered || !(await tf.setBackend('webgpu'))) {
    const reason = registered ? 'WebGPU could not be started' : 'the page has not registered WebGPU';
    return { reason, remedy: 'import @tensorflow/tfjs-backend-webgpu in a browser that has WebGPU' };
  }
  return { registered: 'webgpu', version: tf.version_core, what: 'WebGPU', device: 'gpu' };
}

async function loadWasm(): Promise<Loaded | Refused> {
  const { version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) {
    const remedy = 'serve its files and name their folder with setWasmPaths';
    return { reason: 'WebAssembly could not be started', remedy };
  }
  registerWasmKernels();
  return { registered: 'wasm', version, what: `WebAssembly ${version}`, device: 'cpu' };
}

async function loadJavaScript(): Promise<Loaded> {
  const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu');
  return { registered: 'cpu', version, what: `plain JavaScript ${version}`, device: 'cpu' };
}
