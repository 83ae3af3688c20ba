import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import type { UsedEngine } from '../results/results.ts';
import type { Machine } from '../results/runs/run-result.ts';

/** This machine with an engine that runs. */
export function machineOf({ backend, version, device }: UsedEngine): Machine {
  const engine = `${backend} ${version}`;
  if (device === 'gpu') return { engine, device: gpuName(), threads: 0 };
  const name = cpus()[0]?.model.trim() ?? 'unknown processor';
  const threads = Number(process.env['ADVTRAIN_THREADS'] ?? '') || availableParallelism();
  return { engine, device: `${name}, ${process.arch}`, threads };
}

/** Whether two machines should give the same bits. */
export function sameKind(a: Machine | undefined, b: Machine): boolean {
  return a?.engine === b.engine && a.device === b.device && a.threads === b.threads;
}

/**
 * A machine in a few words.
 *
 * @param machine `undefined` where the results do not say.
 */
export function machineText(machine: Machine | undefined): string {
  if (!machine) return 'a machine that the results do not name';
  const { engine, device, threads } = machine;
  const many = threads === 0 ? '' : `, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `${engine} on ${device}${many}`;
}

function gpuName(): string {
  try {
    const names = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { encoding: 'utf8' });
    return names.trim().split('\n')[0] ?? 'GPU';
  } catch {
    return 'GPU';
  }
}
