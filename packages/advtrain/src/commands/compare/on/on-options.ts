import { UsageError } from '@advtrain/compare';
import type { Command } from 'commander';
import { named } from '../../../options/named.ts';
import { number } from '../../../options/number.ts';
import { checkWholeNumbers } from '../../../options/whole-numbers.ts';
import type { On } from './asked-on.ts';

/** What the command line says about where runs are done. */
export interface OnFlags {
  readonly on?: string;
  readonly status?: boolean;
  readonly partition?: string;
  readonly account?: string;
  readonly time?: string;
  readonly gpus?: string;
  readonly cpus?: number;
  readonly arrayLimit?: number;
}

/** Adds the options that say where runs are done. */
export function addOnOptions(command: Command): Command {
  return command
    .option(
      '--on <where>',
      'do several runs at once: local:N in N processes of this machine, slurm as an array of jobs',
    )
    .option('--partition <name>', 'the partition of --on slurm', named)
    .option('--account <name>', 'the account of --on slurm', named)
    .option(
      '--time <limit>',
      'the time that --on slurm gives a run before it is put away and queued again: 4:00:00',
      named,
    )
    .option('--gpus <n>', 'the GPUs that --on slurm gives a run, such as 1 or a100:1', named)
    .option('--cpus <n>', 'the processors that --on slurm gives a run', number)
    .option('--array-limit <n>', 'how many runs --on slurm does at once at most', number)
    .option('--status', 'say what of --out is finished, running where, and waiting, and end');
}

/** Refuses options of Slurm where it is not asked for, and numbers that are none. */
export function checkOnFlags(flags: OnFlags, on: On | undefined): void {
  const { partition, account, time, gpus, cpus, arrayLimit } = flags;
  checkWholeNumbers({ '--cpus': cpus, '--array-limit': arrayLimit });
  const given = Object.entries({ partition, account, time, gpus, cpus, 'array-limit': arrayLimit });
  const [name] = given.find(([, value]) => value !== undefined) ?? [];
  if (name !== undefined && on?.kind !== 'slurm')
    throw new UsageError(`--${name} is of jobs of Slurm; add --on slurm, or leave it out.`);
}
