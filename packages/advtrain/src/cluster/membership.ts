import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { UsageError, version } from '@advtrain/compare';
import { cluster, leave, place } from '@advtrain/distributed';
import type { Asked, Place, Ring } from '@advtrain/distributed';
import { checkWholeNumbers } from '../options/whole-numbers.ts';
import { complain } from '../terminal/output.ts';
import type { ClusterFlags } from './options.ts';
import { isGoneOnFrom, keptIn, ownFolder } from './own-folder.ts';

/** Seconds that processes wait for one another at most. */
const longest = 1_000_000;

/** What a command is as one of several processes; alone, it writes where it was asked to, and joins nobody. */
export interface Membership {
  /** Where this process writes: rank 0 to the folder that was asked for, the others to one that is gone in the end. */
  readonly out: string;
  /** Where what comes of it is kept: the folder that was asked for. */
  readonly results: string;
  /** How many there are; 1 where it is alone. */
  readonly size: number;
  /** Whether it is the one that says and saves what comes of it. */
  readonly isFirst: boolean;
  /** Joins the others, when the engine runs and before any variable is made; undefined where there are none. */
  join(signal: AbortSignal): Promise<Ring | undefined>;
  /** Leaves the others, when all is done. */
  leave(): void;
  /** Deletes what only this process needed. */
  end(): Promise<void>;
}

/** What the processes of a command are. */
export interface Together {
  /** The folder of results that was asked for. */
  readonly out: string;
  /** What must be alike in all processes, by names that a sentence can say. */
  readonly digest: Readonly<Record<string, unknown>>;
  /** Examples of the batches that they share. */
  readonly batchSize: number;
}

/** Which of several processes this one is, by its options or its environment. Throws a `UsageError` for what contradicts itself. */
export async function membership(flags: ClusterFlags, { out, digest, batchSize }: Together): Promise<Membership> {
  checkWholeNumbers({ '--processes': flags.processes, '--join-timeout': flags.joinTimeout });
  if (flags.joinTimeout > longest)
    throw new UsageError(`--join-timeout is ${flags.joinTimeout}, but must be at most ${longest} seconds.`);
  const asked = askedOf(flags);
  const here = placeOf(asked);
  if (here && here.size > batchSize)
    throw new UsageError(
      `The batch size is ${batchSize}, but ${here.size} processes that train together share each batch: take a --batch-size of at least ${here.size}, or fewer processes.`,
    );
  const isFirst = here === undefined || here.rank === 0;
  // What TensorFlow says of a process that is gone is said in a sentence.
  if (here) process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  const own = isFirst ? out : await ownFolder(here.rank);
  let ring: Ring | undefined;
  return {
    out: own,
    results: out,
    size: here?.size ?? 1,
    isFirst,
    async join(signal) {
      if (here === undefined) return undefined;
      ring = await cluster({
        ...asked,
        version,
        digest: {
          ...texts({ ...digest, ...alikeOf(flags) }),
          'in its folder of results': keptIn(out),
        },
        joinTimeoutSeconds: flags.joinTimeout,
        publicAddress: flags.publicAddress ?? false,
        nccl: flags.nccl ?? false,
        signal,
        warn: complain,
        // What rank 0 goes on from, the others go on from as well.
        met: async () => {
          if (!isFirst && existsSync(out)) await cp(out, own, { recursive: true, filter: isGoneOnFrom });
        },
      });
      return ring;
    },
    leave() {
      if (ring) leave(ring);
    },
    async end() {
      if (!isFirst) await rm(own, { recursive: true, force: true });
    },
  };
}

/** What of its options each process must have alike, for they would wait for one another without an end. */
function alikeOf({ shardOptimizer = false, nccl = false }: ClusterFlags) {
  return { '--shard-optimizer': shardOptimizer, '--nccl': nccl };
}

function askedOf({ workers, rank }: ClusterFlags): Asked {
  return {
    ...(workers === undefined ? {} : { workers: workers.split(',').map((worker) => worker.trim()) }),
    ...(rank === undefined ? {} : { rank }),
  };
}

function placeOf(asked: Asked): Place | undefined {
  const config = process.env['TF_CONFIG'] ?? '';
  try {
    const here = place(process.env, asked);
    if (here || !/"type"\s*:\s*"evaluator"/.test(config)) return here;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  throw new UsageError(
    'TF_CONFIG says that this process is an evaluator, but those that train evaluate as well; start none.',
  );
}

function texts(digest: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(digest).flatMap(([name, value]) => (value === undefined ? [] : [[name, JSON.stringify(value)]])),
  );
}
