import '#vendor/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { loadJavaScript } from './backends/javascript.ts';
import { loadNative } from './backends/native.ts';
import type { Loaded, Refused } from './backends/outcome.ts';
import { loadStock } from './backends/stock.ts';
import { loadWasm } from './backends/wasm.ts';
import type { Reporter } from './fetch/index.ts';

/** A backend that the engine can run on in Node. */
export type BackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'native' | 'wasm' | 'cpu';

/** How the engine is to be chosen. */
export interface EngineOptions {
  /** The backend to use, whatever else is there. Default: `ADVTRAIN_BACKEND`, else the first of the order that loads. */
  readonly backend?: BackendName | undefined;
  /** Who is told which backend runs and why. Default: nobody. */
  readonly reporter?: Pick<Reporter, 'note'> | undefined;
}

/** Which engine runs, and why. */
export interface EngineInfo {
  readonly backend: BackendName;
  /** The version of what computes: TensorFlow's for `native`, the package's otherwise. */
  readonly version: string;
  /** One sentence on what runs and why. */
  readonly why: string;
  readonly device: 'cpu' | 'gpu';
  /** The backends that come earlier in the order, and why they were not chosen. */
  readonly rejected: readonly { readonly backend: BackendName; readonly reason: string; readonly remedy: string }[];
}

/** The backends in the order in which they are preferred. */
export const backendOrder: readonly BackendName[] = ['tfjs-node-gpu', 'tfjs-node', 'native', 'wasm', 'cpu'];

const loaders: Readonly<Record<BackendName, () => Loaded | Refused | Promise<Loaded | Refused>>> = {
  'tfjs-node-gpu': () => loadStock('tfjs-node-gpu'),
  'tfjs-node': () => loadStock('tfjs-node'),
  native: loadNative,
  wasm: loadWasm,
  cpu: loadJavaScript,
};

let last: { wanted: string; registered: string; info: EngineInfo } | undefined;

/**
 * Chooses the backend that TensorFlow.js runs on, loads it together with all gradients, and says why.
 *
 * In order: tfjs-node-gpu and tfjs-node where the user has installed one that loads, native TensorFlow from the cache,
 * WebAssembly, plain JavaScript. A backend that is asked for by name and cannot load is an error with the remedy. May be
 * called again, also to switch; tensors and variables stay with the backend that they were made on until they are used.
 *
 * @param options which backend, and who is told of it.
 */
export async function engine(options: EngineOptions = {}): Promise<EngineInfo> {
  const wanted = wantedBackend(options.backend);
  if (last?.wanted === (wanted ?? '') && tf.engine().backendName === last.registered) return last.info;
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
    const { version, device } = outcome;
    const info = { backend, version, device, why: explain(outcome, { backend, wanted, rejected }), rejected };
    last = { wanted: wanted ?? '', registered: outcome.registered, info };
    options.reporter?.note(info.why);
    return info;
  }
  throw new Error('No backend could be loaded: install this package again.');
}

function wantedBackend(option: BackendName | undefined): BackendName | undefined {
  const fromEnvironment = option === undefined ? process.env['ADVTRAIN_BACKEND'] : undefined;
  const name = option ?? fromEnvironment;
  if (name === undefined || name === '') return undefined;
  const known = backendOrder.find((each) => each === name);
  if (known) return known;
  const what = fromEnvironment === undefined ? 'backend' : 'ADVTRAIN_BACKEND';
  throw new Error(`${what} is ${name}, but must be one of ${backendOrder.join(', ')}.`);
}

/** One sentence: what runs; that it was asked for, or what stands above it and the remedy that would bring the best of it. */
function explain(
  { what }: Loaded,
  {
    backend,
    wanted,
    rejected,
  }: Pick<EngineInfo, 'backend' | 'rejected'> & { readonly wanted?: BackendName | undefined },
): string {
  if (wanted) return `Running on ${what}, as asked for.`;
  if (backend === 'tfjs-node' || backend === 'tfjs-node-gpu')
    return `Running on ${what}, which comes first because it is installed; ADVTRAIN_BACKEND names another.`;
  const native = rejected.find(({ backend }) => backend === 'native');
  if (native) return `Running on ${what}, because ${native.reason}; to change that, ${native.remedy}.`;
  return `Running on ${what}, the fastest that is installed here.`;
}
