import type { Place } from './placed.ts';
import { portAsked, rankIn, wholeIn } from './variables.ts';

/** Below the ports that systems give out by themselves, which begin at 32768. */
const ports = { first: 12_000, count: 20_000 };

/**
 * The place in a step that `srun` began; undefined outside of one, in a batch script itself for example, which has `SLURM_NTASKS` but is
 * one process.
 */
export function ofSlurm(env: Readonly<NodeJS.ProcessEnv>): Place | undefined {
  if (!env['SLURM_STEP_ID'] || env['SLURM_PROCID'] === undefined) return undefined;
  const sizeName = env['SLURM_STEP_NUM_TASKS'] ? 'SLURM_STEP_NUM_TASKS' : 'SLURM_NTASKS';
  if (!env[sizeName]) return undefined;
  const { rank, size } = rankIn(env, 'SLURM_PROCID', sizeName);
  if (size === 1) return undefined;
  const listName = ['SLURM_STEP_NODELIST', 'SLURM_JOB_NODELIST', 'SLURM_NODELIST'].find((name) => env[name]);
  if (listName === undefined)
    throw new Error(
      `SLURM_STEP_NUM_TASKS is ${size}, but SLURM_STEP_NODELIST is not set: start the processes by srun, which sets both.`,
    );
  const host = firstNode(env[listName]!);
  if (host === undefined)
    throw new Error(
      `${listName} is "${env[listName]!}", but must be a list of nodes such as n[1-2],m: start the processes by srun, which sets it.`,
    );
  return { rank, size, rendezvous: { host, port: portAsked(env) ?? portOf(env) }, from: 'Slurm' };
}

/** The first of "n[01-02,7],m", where Slurm puts task 0. */
export function firstNode(list: string): string | undefined {
  const first = /^(?:[^,[\]\s]|\[[\d,-]+\])+/.exec(list.trim())?.[0];
  return first?.replaceAll(/\[(\d+)[^\]]*\]/g, '$1');
}

/** Steps of one job, and jobs that begin one after the other, get ports of their own. */
function portOf(env: Readonly<NodeJS.ProcessEnv>): number {
  const job = wholeIn(env, env['SLURM_JOB_ID'] ? 'SLURM_JOB_ID' : 'SLURM_JOBID', 0);
  const step = wholeIn(env, 'SLURM_STEP_ID', 0);
  return ports.first + ((job * 31 + step) % ports.count);
}
