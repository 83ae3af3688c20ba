import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { UsageError } from '@advtrain/compare';

const run = promisify(execFile);

/** A task of an array of jobs. */
export interface Task {
  readonly job: string;
  /** Its place in the array, from 1. */
  readonly index: number;
  /** Why it never begins by itself, in Slurm's words: it was put back after it could not be launched. */
  readonly held?: string;
}

/** Throws a {@link UsageError} where Slurm's commands are not there. */
export async function needSlurm(): Promise<void> {
  try {
    await run('sbatch', ['--version']);
  } catch (error) {
    throw new UsageError(
      `There is no sbatch that runs on the PATH (${reason(error)}), by which --on slurm submits jobs: run this where Slurm's commands are, or use --on local:N.`,
    );
  }
}

/** Submits an array of so many tasks, and gives the number of the job. Throws a sentence with what Slurm says. */
export async function submitted(
  script: string,
  tasks: number,
  limit: number | undefined,
  list: string,
): Promise<string> {
  const array = `--array=1-${tasks}${limit === undefined ? '' : `%${limit}`}`;
  try {
    const { stdout } = await run('sbatch', ['--parsable', array, script, list]);
    return stdout.trim().split(';')[0]!;
  } catch (error) {
    const said = reason(error);
    const sentence = `Slurm did not take the jobs (${said}): nothing is submitted.`;
    const isDown = /contact|connect|timed out/i.test(said);
    throw isDown
      ? new Error(`${sentence} The same command tries again.`)
      : new UsageError(`${sentence} Name another --partition, --account, --time, --gpus or --cpus.`);
  }
}

/** The tasks of this user that wait or run. Throws a sentence with what Slurm says. */
export async function queued(): Promise<readonly Task[]> {
  const { username } = userInfo();
  const args = ['--noheader', '--array', `--user=${username}`, '--format=%F %K %T %r'];
  try {
    const { stdout } = await run('squeue', args, { maxBuffer: 2 ** 26 });
    return stdout.split('\n').flatMap((line) => {
      const [job = '', index = '', state = '', ...why] = line.trim().split(' ');
      if (!/^\d+$/.test(index)) return [];
      const held = heldBy(state, why.join(' '));
      return [{ job, index: Number(index), ...(held !== undefined && { held }) }];
    });
  } catch (error) {
    throw new Error(
      `Slurm does not say what is queued (${reason(error)}), without which nothing is submitted; the same command tries again.`,
      { cause: error },
    );
  }
}

/**
 * Why a task never begins by itself: Slurm holds what it could not launch ("launch failed requeued held"), and what its own script had held. What a
 * person holds waits for that person.
 */
function heldBy(state: string, reason: string): string | undefined {
  if (/^(SPECIAL_EXIT|REQUEUE_HOLD)$/.test(state)) return state.toLowerCase().replaceAll('_', ' ');
  return /requeued.*held/i.test(reason.replaceAll('_', ' ')) ? reason.replaceAll('_', ' ') : undefined;
}

/** Takes tasks out of the queue, as far as Slurm does so. */
export async function cancelled(tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return;
  await run(
    'scancel',
    tasks.map(({ job, index }) => `${job}_${index}`),
  ).catch(() => undefined);
}

/** How tasks of jobs have ended, by `JOB_INDEX`, in Slurm's words; empty where it keeps no accounts. */
export async function endings(jobs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (jobs.length === 0) return new Map();
  const args = ['--noheader', '--allocations', '--parsable2', `--jobs=${jobs.join(',')}`, '--format=JobID,State'];
  const { stdout } = await run('sacct', args, { maxBuffer: 2 ** 26 }).catch(() => ({ stdout: '' }));
  return new Map(
    stdout.split('\n').flatMap((line): (readonly [string, string])[] => {
      const [id = '', state = ''] = line.split('|');
      return id === '' ? [] : [[id, state.toLowerCase().replaceAll('_', ' ')]];
    }),
  );
}

/** What a command of Slurm's has said, on a line. */
function reason(error: unknown): string {
  const {
    stderr = '',
    message = '',
    code,
  } = error as Partial<Error> & { readonly stderr?: string; readonly code?: unknown };
  if (code === 'ENOENT') return 'no such command';
  const lines = stderr.split('\n').flatMap((line) => line.replace(/^\w+: (error: )?/, '').trim() || []);
  return lines.length > 0 ? lines.join(' ') : message;
}
