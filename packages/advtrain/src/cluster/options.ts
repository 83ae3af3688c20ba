import type { Command } from 'commander';
import { named } from '../options/named.ts';
import { number } from '../options/number.ts';

/** The options about processes that train together. */
export interface ClusterFlags {
  readonly processes?: number;
  readonly workers?: string;
  readonly rank?: number;
  readonly joinTimeout: number;
  readonly publicAddress?: boolean;
  readonly shardOptimizer?: boolean;
  readonly nccl?: boolean;
}

/** Adds them to a command that trains. `main` has read `--processes` before the command does. */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--processes <n>', 'train in so many processes on this machine, each on its rows of every batch', number)
    .option('--workers <a:p,b:p>', 'the processes of several machines, host:port of each by rank; needs --rank', named)
    .option('--rank <n>', 'which of --workers this process is, from 0', number)
    .option('--join-timeout <seconds>', 'how long processes wait for one another to come', number, 1800)
    .option(
      '--shard-optimizer',
      'share the optimizer’s moments out to the processes: less memory, for sending the parameters around after each step',
    )
    .option('--nccl', 'sum from GPU to GPU, where each process has one of its own (not tried yet on several GPUs)')
    .option(
      '--public-address',
      'let processes meet at addresses that the internet reaches: TensorFlow asks no password',
    );
}
