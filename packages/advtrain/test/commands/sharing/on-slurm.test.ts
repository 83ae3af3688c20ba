import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { endings } from '../../../src/commands/compare/on/slurm/slurm.ts';
import { submitRuns } from '../../../src/commands/compare/on/slurm/submit.ts';
import { advtrain } from '../../advtrain.ts';
import { comparedFilms, doers, statusIn, writeFailing } from './compared-films.ts';
import { slurmCluster, whyNoSlurm } from './slurm-cluster.ts';
import type { SlurmCluster } from './slurm-cluster.ts';

const why = whyNoSlurm();
if (why !== undefined) process.stdout.write(`No test on Slurm: ${why}.\n`);

const films = comparedFilms('on-slurm', 100);
const { at, comparing } = films;

afterAll(() => {
  films.remove();
});

describe('where there is no Slurm', () => {
  test('it is said in a sentence with the remedy, and nothing is written', async () => {
    const { code, err } = await advtrain(comparing('none', '--on', 'slurm'), { env: { PATH: '/nowhere' } });
    expect(err).toBe(
      "advtrain: There is no sbatch that runs on the PATH (no such command), by which --on slurm submits jobs: run this where Slurm's commands are, or use --on local:N.\n",
    );
    expect(code).toBe(2);
    expect(existsSync(at('none'))).toBe(false);
  });

  test('options of jobs are refused', async () => {
    const { code, err } = await advtrain(comparing('none', '--partition', 'gpu'));
    expect(err).toBe('advtrain: --partition is of jobs of Slurm; add --on slurm, or leave it out.\n');
    expect(code).toBe(2);
  });
});

describe('how tasks ended', () => {
  const before = process.env['PATH'];

  afterEach(() => {
    process.env['PATH'] = before;
  });

  test('is read from accounts where they are kept, and is not known elsewhere', async () => {
    mkdirSync(at('bin'));
    // As sacct of Slurm 22.05 prints it.
    const printed = '12_1|COMPLETED\\n12_2|CANCELLED by 1000\\n13_1|OUT_OF_MEMORY\\n';
    writeFileSync(at('bin', 'sacct'), `#!/bin/sh\ntest "$4" = --jobs=12,13 && printf '${printed}'\n`, { mode: 0o755 });
    process.env['PATH'] = `${at('bin')}:${before ?? ''}`;
    expect([...(await endings(['12', '13']))]).toEqual([
      ['12_1', 'completed'],
      ['12_2', 'cancelled by 1000'],
      ['13_1', 'out of memory'],
    ]);
    process.env['PATH'] = '/nowhere';
    expect((await endings(['12', '13'])).size).toBe(0);
  });

  test('is told of one that Slurm holds after it could not be launched: it is cancelled, and its run submitted again', async () => {
    const out = at('held');
    const folder = at('held-bin');
    const program = (name: string, does: string) =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
    for (const each of [folder, join(out, 'slurm')]) mkdirSync(each, { recursive: true });
    const runs = [1, 2, 3].map((seed) => ({ method: 'a', title: 'A', seed, id: `a-seed${seed}`, key: 'ab' }));
    writeFileSync(join(out, 'planned.json'), JSON.stringify({ advtrain: 'planned', runs }));
    writeFileSync(join(out, 'slurm', 'jobs.json'), JSON.stringify([{ job: '7', runs: runs.map(({ id }) => id) }]));
    const lines = ['7 1 PENDING Resources', '7 2 PENDING launch_failed_requeued_held', '7 3 PENDING JobHeldUser'];
    program('squeue', `printf '${lines.join('\\n')}\\n'`);
    program('sbatch', 'echo 8');
    program('sacct', 'exit 1');
    program('scancel', `echo "$@" > '${join(out, 'cancelled')}'`);
    process.env['PATH'] = `${folder}:${before ?? ''}`;
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(await submitRuns(out, {})).toBe(true);
      expect(said.mock.calls.flat()).toEqual([
        'A, seed 2: task 7_2 of Slurm is held (launch failed requeued held), so it is cancelled; it is submitted again.\n',
      ]);
      expect(printed.mock.calls.flat().join('')).toContain(
        'Submitted 1 run as job 8.\n2 runs of earlier jobs are running',
      );
    } finally {
      said.mockRestore();
      printed.mockRestore();
    }
    expect(readFileSync(join(out, 'cancelled'), 'utf8')).toBe('7_2\n');
    expect(readFileSync(join(out, 'slurm', 'runs-2.txt'), 'utf8')).toBe('a-seed2\n');
  });
});

describe.skipIf(why !== undefined)('a comparison on Slurm', () => {
  let cluster: SlurmCluster;
  const run = (args: readonly string[]) => advtrain(args, { env: { ...cluster.env, ADVTRAIN_THREADS: '1' } });
  const submit = (out: string, ...more: readonly string[]) => run([...comparing(out, ...more), '--on', 'slurm']);
  const status = async (out: string) =>
    statusIn((await run(['compare', '--status', '--json', '--out', at(out)])).out).runs;
  const queue = async () => (await cluster.slurm('squeue', '--noheader', '--array', '--format=%i %T')).trim();

  /** Waits until nothing is queued. */
  async function idle(): Promise<void> {
    while ((await queue()) !== '') await sleep(500);
  }

  /** Waits until a run is under way that is none of some, and gives it with its process. */
  async function underWay(out: string, not: readonly number[] = []): Promise<readonly [id: string, pid: number]> {
    for (;;) {
      const found = [...doers(at(out))].find(([, pid]) => !not.includes(pid));
      if (found) return found;
      await sleep(50);
    }
  }

  /** Waits until a run begins and has kept a checkpoint: one that began earlier may be about to end. Gives its process and its task. */
  async function begun(out: string): Promise<{ readonly pid: number; readonly task: string }> {
    const earlier = [...doers(at(out)).values()];
    for (;;) {
      const [id, pid] = await underWay(out, earlier);
      const env = readFileSync(`/proc/${pid}/environ`, 'utf8');
      const of = (name: string) => new RegExp(`(?:^|\\0)SLURM_ARRAY_${name}=(\\d+)`).exec(env)![1]!;
      while (doers(at(out)).get(id) === pid) {
        if (isKept(out, id)) return { pid, task: `${of('JOB_ID')}_${of('TASK_ID')}` };
        await sleep(20);
      }
      earlier.push(pid);
    }
  }

  const isKept = (out: string, id: string): boolean =>
    readdirSync(at(out, 'runs')).some((name) => name.startsWith(`${id}-`) && name.endsWith('.safetensors'));

  beforeAll(async () => {
    cluster = await slurmCluster();
    expect((await run(comparing('alone'))).code).toBe(0);
  });

  afterAll(async () => {
    await cluster.stop();
  });

  test('is submitted as an array, of which the same command submits again what was cancelled, and gives the results of one process', async () => {
    const first = await submit('array', '--array-limit', '2', '--cpus', '1');
    expect(first.code).toBe(0);
    const job = /^Submitted 6 runs as job (\d+)\.$/m.exec(first.out)?.[1] ?? '';
    expect(first.out).toContain(`advtrain compare --status --out ${at('array')}`);
    await underWay('array');
    await cluster.slurm('scancel', `${job}_6`);
    const second = await submit('array');
    expect(second.err).toContain(
      `FreeLB, seed 2: task ${job}_6 of Slurm has ended without finishing it; it is submitted again.`,
    );
    expect(second.out).toMatch(/^Submitted 1 run as job \d+\.$/m);
    await idle();
    const third = await submit('array');
    expect(third.code).toBe(0);
    expect(third.out).toContain('FreeLB');
    expect(films.numbers('array')).toEqual(films.numbers('alone'));
    expect(films.table('array')).toBe(films.table('alone'));
  });

  test('goes on from what is kept where the time of a task is over, and where it is queued again, preempted, or killed', async () => {
    await submit('cut');
    const told = (await begun('cut')).task;
    // As Slurm tells it a minute before its time is over.
    await cluster.slurm('scancel', '--batch', '--signal=TERM', told);
    const log = at('cut', 'slurm', `${told}.log`);
    while (!readFileSync(log, 'utf8').includes('Put away in')) await sleep(100);
    await cluster.slurm('scontrol', 'requeue', (await begun('cut')).task);
    await underWay('cut');
    await cluster.slurm('sbatch', '--partition=high', '--cpus-per-task=2', '--output=/dev/null', '--wrap=sleep 2');
    while (!(await cluster.slurm('squeue', '--noheader', '--partition=high', '--format=%T')).includes('RUNNING'))
      await sleep(100);
    expect((await status('cut')).filter(({ state }) => state === 'running')).toEqual([]);
    process.kill((await begun('cut')).pid, 'SIGKILL');
    await idle();
    const left = (await status('cut')).filter(({ isOver }) => !isOver);
    expect(left).toHaveLength(1);
    const again = await submit('cut');
    expect(again.err).toContain('of Slurm has ended without finishing it; it is submitted again.');
    await idle();
    expect((await submit('cut')).out).toContain('FreeLB');
    expect(films.numbers('cut')).toEqual(films.numbers('alone'));
  });

  test('says what a task that failed has said', async () => {
    writeFailing(at('failing.mjs'));
    const failing = (out: string) => submit(out, '--plugin', at('failing.mjs'), '--methods', 'failing', '--seeds', '1');
    await failing('failing');
    await idle();
    const { err } = await failing('failing');
    expect(err).toMatch(
      /^Failing, seed 1: task \d+_1 of Slurm has .* \(.*The third step is never taken\.\); it is submitted again\.$/m,
    );
  });

  test('says what Slurm says of a partition that there is not', async () => {
    const { code, err } = await submit('refused', '--partition', 'nosuch');
    expect(err).toMatch(
      /^advtrain: Slurm did not take the jobs \(invalid partition specified: nosuch .*\): nothing is submitted\. Name another --partition/m,
    );
    expect(code).toBe(2);
    const script = readFileSync(at('refused', 'slurm', 'run.sh'), 'utf8');
    expect(script).toContain('#SBATCH --partition=nosuch\n');
    expect(script).toContain('#SBATCH --requeue\n');
  });
});
