import { claimFolder, compare, hash } from '@advtrain/compare';
import type { Part, RunResult } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { checkAlike } from '../../cluster/alike.ts';
import type { Membership } from '../../cluster/membership.ts';
import type { Settings } from '../../settings/settings.ts';
import { commandLine } from '../../terminal/command-line.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { openSession } from '../session.ts';
import { askedOfTask } from './asked-of-task.ts';
import type { CompareFlags } from './flags.ts';
import type { On } from './on/asked-on.ts';
import { localWorkers } from './on/local-workers.ts';
import { submitRuns } from './on/slurm/submit.ts';
import { print } from './printed.ts';
import { withAids } from './word-aids.ts';

/** What is compared, and by whom. */
export interface Comparing {
  readonly asked: Settings;
  readonly methods: readonly MethodEntry[];
  /** The names of settings that somebody chose. */
  readonly said: ReadonlySet<string>;
  readonly on: On | undefined;
  readonly flags: CompareFlags;
}

/** Compares, alone or as one of several processes, and says what came of it. */
export async function compared(
  member: Membership,
  { asked, methods, said, on, flags: given }: Comparing,
): Promise<void> {
  const folder = member.out;
  // What comes of it is said once.
  const flags = member.isFirst ? given : { ...given, quiet: true };
  const how = `Interrupted; the same command again goes on from what is kept in ${member.results}.`;
  const { comparison, isLeft } = await interruptible(how, async (signal) => {
    // Before the data are read, which may take a while.
    const claim = await claimFolder(folder);
    try {
      const several = on !== undefined;
      const session = await openSession(asked, methods, { ...flags, said, signal, several, member });
      const { settings, task, engine, cluster, on: tell } = session;
      if (cluster) checkAlike(cluster, hash(task.fingerprint));
      const { maxLength, wordAttack } = settings;
      const found = await withAids(wordAttack, { maxLength, quiet: flags.quiet, signal }, (wordAids) =>
        compare({
          ...askedOfTask(settings, methods, task),
          engine,
          wordAids,
          folder,
          claim,
          on: tell,
          ...(on && { part: partOf(on, folder, signal) }),
          cluster,
          shardsOptimizer: flags.shardOptimizer,
          signal,
          checkpointSeconds: flags.checkpointEvery,
          verifiable: flags.verifiable,
          restart: flags.restart ?? false,
          race: flags.race ?? false,
          command: commandLine(),
        }),
      );
      member.leave();
      return { comparison: found, isLeft: on?.kind === 'slurm' && (await submitRuns(folder, flags)) };
    } finally {
      await claim.release();
    }
  });
  if (isLeft) return;
  if (member.isFirst) print(comparison, folder, flags);
  // What was tried and not chosen may fail.
  const reported = comparison.methods.map(({ name }) => name);
  const isFailure = ({ status, method }: RunResult) => status !== 'finished' && reported.includes(method);
  if (comparison.runs.some(isFailure)) process.exitCode = 1;
}

/** What this process does where others do the runs. */
function partOf(on: On, folder: string, signal: AbortSignal): Part {
  if (on.kind === 'slurm') return { as: 'teller' };
  return { as: 'host', workers: localWorkers({ workers: on.workers, folder, signal }) };
}
