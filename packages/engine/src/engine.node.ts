import '#vendor/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { loadJavaScript } from './backends/javascript.ts';
import { loadNative } from './backends/native.ts';
import type { Loaded, Refused } from './backends/outcome.ts';
import { loadStock, stockFolder } from './backends/stock.ts';
import { loadWasm } from './backends/wasm.ts';
import { onlyOptions } from './only-options.ts';
import { advtrainCommand, type Reporter } from './fetch/index.ts';

/** A backend that the engine can run on in Node. */
export type BackendName = 'native' | 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu';

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
export const backendOrder: readonly BackendName[] = ['native', 'tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'];

const loaders: Readonly<Record<BackendName, () => Loaded | Refused | Promise<Loaded | Refused>>> = {
  native: loadNative,
  'tfjs-node-gpu': () => loadStock('tfjs-node-gpu'),
  'tfjs-node': () => loadStock('tfjs-node'),
  wasm: loadWasm,
  cpu: loadJavaScript,
};

let last: { wanted: string; registered: string; info: EngineInfo } | undefined;

/**
 * Chooses the backend that TensorFlow.js runs on, loads it together with all gradients, and says why.
 *
 * In order: native TensorFlow from the cache, which alone records steps; tfjs-node-gpu and tfjs-node where the user has installed one
 * that loads; WebAssembly; plain JavaScript. A backend that is asked for by name and cannot load is an error with the remedy. May be
 * called again, also to switch; tensors and variables stay with the backend that they were made on until they are used.
 *
 * @param options which backend, and who is told of it.
 */
export async function engine(options: EngineOptions = {}): Promise<EngineInfo> {
  onlyOptions('engine', options, ['backend', 'reporter']);
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

/** One sentence: what runs; that it was asked for, or why native TensorFlow does not and the remedy; what a stock tfjs-node cannot. */
function explain(
  { what, device }: Loaded,
  {
    backend,
    wanted,
    rejected,
  }: Pick<EngineInfo, 'backend' | 'rejected'> & { readonly wanted?: BackendName | undefined },
): string {
  const stock = backend === 'tfjs-node' || backend === 'tfjs-node-gpu';
  const cannot = 'cannot record steps and is slower than native TensorFlow';
  if (wanted) return `Running on ${what}, as asked for${stock ? `, which ${cannot}` : ''}.`;
  const native = rejected.find(({ backend }) => backend === 'native');
  if (native) {
    return `Running on ${what}, ${stock ? `which ${cannot}, ` : ''}because ${native.reason}; to change that, ${native.remedy}.`;
  }
  if (device === 'cpu' && stockFolder('tfjs-node-gpu') !== undefined) {
    return `Running on ${what}, which alone records steps; for a GPU, run \`${advtrainCommand('engine install --gpu')}\`, or set ADVTRAIN_BACKEND=tfjs-node-gpu.`;
  }
  return `Running on ${what}, the fastest that is installed here.`;
}
