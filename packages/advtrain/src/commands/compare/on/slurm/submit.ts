import { join, resolve } from 'node:path';
import { count, list, statusOf } from '@advtrain/compare';
import type { RunStatus } from '@advtrain/compare';
import { writeTextAtomically } from '@advtrain/core';
import { quoted } from '../../../../terminal/command-line.ts';
import { complain } from '../../../../terminal/output.ts';
import type { OnFlags } from '../on-options.ts';
import { batchScript } from './batch-script.ts';
import { addSubmission, submissions } from './jobs.ts';
import { cancelled, endings, queued, submitted } from './slurm.ts';
import type { Task } from './slurm.ts';

/** Most tasks of an array: what Slurm allows where nobody has configured it. */
const most = 1000;

/**
 * Submits the runs of a folder that are neither finished, nor running, nor queued, and says so on standard output; on standard error what became of those that
 * were submitted before and are none of that. Gives whether any run is left.
 */
export async function submitRuns(folder: string, flags: OnFlags): Promise<boolean> {
  const left = statusOf(folder).runs.filter(({ isOver }) => !isOver);
  if (left.length === 0) return false;
  const before = submissions(folder);
  const tasks = await queued();
  // Another cluster, or this one anew, may have the numbers of jobs that are over.
  const ofRun = ({ id }: RunStatus) =>
    tasks.filter((task) => before.some(({ job, runs }) => task.job === job && runs[task.index - 1] === id));
  const open = left.filter((run) => run.state !== 'running' && ofRun(run).every(({ held }) => held !== undefined));
  const held = open.flatMap(ofRun);
  await cancelled(held);
  await tellEndings(before, open, held);
  const script = join(resolve(folder), 'slurm', 'run.sh');
  writeTextAtomically(script, batchScript(folder, flags));
  const jobs: string[] = [];
  for (let begin = 0; begin < open.length; begin += most) {
    const runs = open.slice(begin, begin + most).map(({ id }) => id);
    const file = join(resolve(folder), 'slurm', `runs-${before.length + jobs.length + 1}.txt`);
    writeTextAtomically(file, `${runs.join('\n')}\n`);
    const job = await submitted(script, runs.length, flags.arrayLimit, file);
    addSubmission(folder, { job, runs });
    jobs.push(job);
  }
  say(folder, { jobs, open, waiting: left.filter((run) => !open.includes(run)) });
  return true;
}

/** Says of runs that were submitted how that ended. */
async function tellEndings(
  before: ReturnType<typeof submissions>,
  open: readonly RunStatus[],
  held: readonly Task[],
): Promise<void> {
  const last = open.flatMap((run) => {
    const submission = before.filter(({ runs }) => runs.includes(run.id)).at(-1);
    return submission ? [{ run, task: `${submission.job}_${submission.runs.indexOf(run.id) + 1}` }] : [];
  });
  const states = await endings([...new Set(last.map(({ task }) => task.split('_')[0]!))]);
  for (const { run, task } of last) {
    const state = states.get(task);
    const why = held.find(({ job, index }) => `${job}_${index}` === task)?.held;
    const how = why === undefined ? endText(state) : `is held (${why}), so it is cancelled`;
    const said = run.sentence === undefined ? '' : ` (${run.sentence})`;
    complain(`${run.title}, seed ${run.seed}: task ${task} of Slurm ${how}${said}; it is submitted again.`);
  }
}

function endText(state: string | undefined): string {
  return state === undefined ? 'has ended without finishing it' : `has ended as ${state}`;
}

interface Said {
  readonly jobs: readonly string[];
  readonly open: readonly RunStatus[];
  readonly waiting: readonly RunStatus[];
}

function say(folder: string, { jobs, open, waiting }: Said): void {
  const runs = (many: number) => `${count(many)} ${many === 1 ? 'run' : 'runs'}`;
  const lines = [
    ...(open.length > 0
      ? [`Submitted ${runs(open.length)} as ${jobs.length === 1 ? 'job' : 'jobs'} ${list([...jobs])}.`]
      : []),
    ...(waiting.length > 0
      ? [`${runs(waiting.length)} of earlier jobs ${waiting.length === 1 ? 'is' : 'are'} running or queued.`]
      : []),
    `Look at them with advtrain compare --status --out ${quoted(folder)}, or squeue; what they say is in ${join(folder, 'slurm')}.`,
    'The same command again submits what was cut off, and writes the report when all are finished.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
