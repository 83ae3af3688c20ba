import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { version } from '../version.ts';
import type { Made, UsedEngine } from '../results/results.ts';

/**
 * When and by what results are made now. `command` is the command line, where there is one.
 *
 * @param engine the backend that runs, with its version.
 * @param command as the user typed it. Default: not told.
 */
export function madeNow(
  { backend, version: ofEngine }: Pick<UsedEngine, 'backend' | 'version'>,
  command?: string,
): Made {
  return {
    date: new Date().toISOString(),
    version,
    engine: `${backend} ${ofEngine}`,
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memory: totalmem(),
      system: `${platform()} ${arch()}`,
      node: process.versions.node,
    },
    ...(command === undefined ? {} : { command }),
  };
}
