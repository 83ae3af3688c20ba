import { basename, resolve } from 'node:path';
import { quoted } from '../../../../terminal/command-line.ts';
import type { OnFlags } from '../on-options.ts';
import { workerVariable } from '../worker-message.ts';

/** The exit status of a task that has put its run away, and is to be queued again. */
export const again = 75;

/**
 * The script that Slurm runs for each run of a comparison: its own argument is a file with an id of a run a line, of which it does the one of its place in
 * the array.
 */
export function batchScript(folder: string, flags: OnFlags): string {
  const { partition, account, time, gpus, cpus } = flags;
  const at = resolve(folder);
  const asked = { partition, account, time, gpus, 'cpus-per-task': cpus };
  const directives = Object.entries({
    'job-name': `advtrain-${basename(at)}`.replace(/[^\w.-]/g, '_'),
    // What Slurm reads as a name of its own is no part of a path.
    output: `${at.replaceAll('%', '%%')}/slurm/%A_%a.log`,
    'open-mode': 'append',
    ntasks: 1,
    signal: 'B:TERM@60',
    ...asked,
  });
  const lines = directives.flatMap(([name, value]) =>
    value === undefined ? [] : [`#SBATCH --${name}=${directive(value)}`],
  );
  const args = process.argv.slice(2).filter((arg) => arg !== '--restart');
  const command = [process.execPath, ...process.execArgv, process.argv[1]!, ...args].map(quoted).join(' ');
  return `#!/bin/bash
# Does one run of the comparison in ${at.replaceAll('\n', ' ')}: that of the line of "$1" that is its place in the array.
# Written by advtrain compare --on slurm, each time anew.
#SBATCH --requeue
${lines.join('\n')}

${workerVariable}=$(sed -n "\${SLURM_ARRAY_TASK_ID}p" "$1")
export ${workerVariable} ADVTRAIN_BUILT=1 ADVTRAIN_THREADS="\${ADVTRAIN_THREADS:-\${SLURM_CPUS_ON_NODE:-1}}"
cd ${quoted(process.cwd())} || exit 1

# Before the time is over the run is put away at its next step, which takes the worker to status ${again}.
trap 'kill -TERM "$worker" 2> /dev/null' TERM
${command} < /dev/null &
worker=$!
wait "$worker"
status=$?
while [ "$status" -gt 128 ] && kill -0 "$worker" 2> /dev/null; do
  wait "$worker"
  status=$?
done

# One that was cancelled or preempted is Slurm's affair.
if [ "$status" -eq ${again} ] && [ "$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%T)" = RUNNING ]; then
  scontrol requeue "$SLURM_JOB_ID"
fi
exit "$status"
`;
}

/** A value as a line of the script takes it. */
function directive(value: string | number): string {
  const text = String(value).replaceAll('\n', ' ');
  return /^[\w./:%@,+=-]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}
