import * as tf from '@tensorflow/tfjs-core';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { advtrainCommand } from '../fetch/index.ts';
import { damageOf } from '../install/damage.ts';
import { findInstalled, type InstalledEngine } from '../install/installed.ts';
import type { Loaded, Refused } from './outcome.ts';
import { threads } from './threads.ts';

/** What the addon offers beyond what tfjs-node's kernels use. */
export interface NativeBinding {
  readonly TF_Version: string;
  /** Whether operations run on a GPU. */
  isUsingGpuDevice(): boolean;
  /** The names of TensorFlow's devices. */
  devices(): string[];
  /** Tensors that JavaScript holds, the bytes of their buffers, and the most bytes since the peak was last reset. */
  memory(): { tensors: number; bytes: number; peakBytes: number };
  /** Starts counting the most bytes anew. */
  resetPeak(): void;
}

/** Loads native TensorFlow from the cache. */
export function loadNative(): Loaded | Refused {
  const running = nativeBinding();
  if (running) return describe(running);
  if (tf.engine().registryFactory['tensorflow']) {
    return {
      reason: 'stock tfjs-node runs in this process already',
      remedy: 'leave out its import, or start another process',
    };
  }
  const engine = findInstalled();
  if (!engine)
    return { reason: 'native TensorFlow is not installed', remedy: `run \`${advtrainCommand('engine install')}\`` };
  const damage = damageOf(engine.folder);
  if (damage !== undefined) {
    return {
      reason: `native TensorFlow in ${engine.folder} is damaged (${damage})`,
      remedy: `run \`${advtrainCommand('engine install --force')}\``,
    };
  }
  threads();
  prepareEnvironment(engine);
  try {
    const require = createRequire(import.meta.url);
    const binding = loadQuietly(require, engine);
    const { NodeJSKernelBackend } = require('#vendor/tfjs-node') as {
      NodeJSKernelBackend: new (binding: NativeBinding, name: string) => tf.KernelBackend;
    };
    tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@advtrain/engine'), 3);
    return describe(binding);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return {
      reason: `native TensorFlow does not load (${why})`,
      remedy: `run \`${advtrainCommand('engine install --force')}\``,
    };
  }
}

/** Without what TensorFlow says to stderr as it is loaded, unless TF_CPP_MIN_LOG_LEVEL asks for it; errors are thrown. */
function loadQuietly(require: NodeJS.Require, { addon, quiet }: InstalledEngine): NativeBinding {
  const { setQuiet } = require(quiet) as { setQuiet: (on: boolean) => void };
  setQuiet(process.env['TF_CPP_MIN_LOG_LEVEL'] !== '0');
  try {
    return require(addon) as NativeBinding;
  } finally {
    setQuiet(false);
  }
}

/** The addon of the native backend that is registered in this process, where it is ours. */
export function nativeBinding(): NativeBinding | undefined {
  const backend: unknown = tf.engine().registryFactory['tensorflow'] ? tf.findBackend('tensorflow') : undefined;
  if (typeof backend !== 'object' || backend === null || !('binding' in backend)) return undefined;
  const { binding } = backend;
  return typeof binding === 'object' && binding !== null && 'resetPeak' in binding
    ? (binding as NativeBinding)
    : undefined;
}

function describe(binding: NativeBinding): Loaded {
  const device = binding.isUsingGpuDevice() ? 'gpu' : 'cpu';
  const version = binding.TF_Version;
  return {
    registered: 'tensorflow',
    version,
    what: `native TensorFlow ${version} on the ${device.toUpperCase()}`,
    device,
  };
}

/** What TensorFlow reads from the environment when it is loaded. Its warnings repeat what is thrown as an error. */
function prepareEnvironment({ folder, variant }: InstalledEngine): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // oneDNN's products are faster than Eigen's, and TensorFlow takes them by itself on the newest processors only.
  if (variant === 'cpu' && process.arch === 'x64') process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  const cuda = join(folder, 'cuda_nvcc');
  if (!existsSync(cuda)) return;
  process.env['XLA_FLAGS'] ??= `--xla_gpu_cuda_data_dir=${cuda}`;
  process.env['PATH'] = `${join(cuda, 'bin')}:${process.env['PATH'] ?? ''}`;
}
