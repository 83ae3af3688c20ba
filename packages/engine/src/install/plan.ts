import { formatBytes } from '../fetch/index.ts';
import type { Artifact } from '../fetch/index.ts';
import { cpuWheels, cudaWheels, gpuWheel } from './artifacts.ts';
import { execute } from './compile.ts';
import { engineFolder, tensorflowVersion, type Variant } from './installed.ts';
import { platform } from './platform.ts';

/** What an installation will get, and how large it is. */
export interface InstallPlan {
  readonly variant: Variant;
  readonly folder: string;
  /** The wheels, TensorFlow's first. */
  readonly artifacts: readonly Artifact[];
  /** How many bytes are downloaded where nothing is there yet. */
  readonly downloadBytes: number;
  /** How many bytes it takes on disk once installed. */
  readonly diskBytes: number;
  /** The plan in sentences. */
  readonly lines: readonly string[];
}

/**
 * Plans an installation for this machine; throws a sentence where native TensorFlow cannot run here.
 *
 * @param options `gpu`, whether it is for NVIDIA GPUs. Default false.
 */
export async function planInstall(options: { gpu?: boolean | undefined } = {}): Promise<InstallPlan> {
  const { name, unsupported } = platform();
  if (unsupported) throw new Error(unsupported);
  const variant: Variant = options.gpu ? 'gpu' : 'cpu';
  if (variant === 'gpu' && name !== 'linux-x64') {
    throw new Error(
      `TensorFlow for NVIDIA GPUs is offered for linux-x64 only, but this is ${name}: install without gpu, which is --gpu of the command.`,
    );
  }
  const wheel = variant === 'gpu' ? gpuWheel : cpuWheels[name];
  if (!wheel) throw new Error(`Native TensorFlow is not offered for ${name}.`);
  const artifacts = variant === 'gpu' ? [wheel, ...cudaWheels] : [wheel];
  const downloadBytes = artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
  // What is kept of a wheel is about this much larger than the whole wheel.
  const diskBytes = Math.round((variant === 'gpu' ? 2.4 : 3.2) * downloadBytes);
  const lines = [
    `Native TensorFlow ${tensorflowVersion} for ${variant === 'gpu' ? 'NVIDIA GPUs' : 'the CPU'} on ${name}: ${formatBytes(downloadBytes)} to download, ${formatBytes(diskBytes)} on disk; then its addon is compiled in about 15 seconds.`,
  ];
  if (variant === 'gpu') {
    lines.push(...artifacts.map(({ file, bytes }) => `  ${file} (${formatBytes(bytes)})`));
    if ((await execute(['nvidia-smi', '-L'])).code !== 0) {
      lines.push(
        'No NVIDIA GPU was found here (nvidia-smi does not run), so the result stays untested until there is one.',
      );
    }
  }
  return { variant, folder: engineFolder(variant), artifacts, downloadBytes, diskBytes, lines };
}
