import { compare, Interrupted, UsageError } from '@advtrain/compare';
import type { CompareEvent, CompareOptions, Part } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { tellingKept } from '../../../crashes/telling-kept.ts';
import type { DataFlags } from '../../../options/data-options.ts';
import type { Settings } from '../../../settings/settings.ts';
import { interruptible } from '../../../terminal/ctrl-c.ts';
import { complain } from '../../../terminal/output.ts';
import { openSession } from '../../session.ts';
import { askedOfTask } from '../asked-of-task.ts';
import { withAids } from '../word-aids.ts';
import { again } from './slurm/batch-script.ts';
import { workerVariable } from './worker-message.ts';
import type { WorkerMessage } from './worker-message.ts';

/** Milliseconds between two messages of progress. */
const between = 200;

/** What a worker is to do; `undefined` in a process that is none. Not for what this process begins in its turn. */
export function workerPart(): Extract<Part, { readonly as: 'worker' }> | undefined {
  const asked = process.env[workerVariable];
  Reflect.deleteProperty(process.env, workerVariable);
  if (asked === undefined) return undefined;
  return asked === 'any' ? { as: 'worker' } : { as: 'worker', only: asked };
}

/** What a worker works with. */
export interface Working
  extends DataFlags, Pick<CompareOptions, 'folder' | 'checkpointSeconds' | 'verifiable' | 'race'> {
  readonly part: Extract<Part, { readonly as: 'worker' }>;
  readonly backend?: string;
  /** The names of settings that somebody chose. */
  readonly said: ReadonlySet<string>;
}

/**
 * Does runs of a comparison until none is left, saying on standard output what happens, for the process that began this one; or one run, as a task of Slurm, saying
 * so for people.
 */
export async function work(asked: Settings, methods: readonly MethodEntry[], working: Working): Promise<void> {
  const { folder, part, checkpointSeconds = 120, verifiable = 0, race = false } = working;
  const isTask = part.only !== undefined;
  const how = isTask
    ? `Put away in ${folder}, to be gone on from when Slurm begins it again.`
    : `Interrupted; the same command again goes on from what is kept in ${folder}.`;
  if (!isTask) followHost();
  const doing = async (signal: AbortSignal) => {
    const { settings, task, engine, on } = await openSession(asked, methods, { ...working, quiet: !isTask, signal });
    const { maxLength, wordAttack } = settings;
    await withAids(wordAttack, { maxLength, quiet: !isTask, signal }, (wordAids) =>
      compare({
        ...askedOfTask(settings, methods, task),
        engine,
        wordAids,
        folder,
        part,
        signal,
        checkpointSeconds,
        verifiable,
        race,
        on: isTask ? on : tellingKept(telling()),
      }),
    );
  };
  try {
    await interruptible(how, doing, true);
  } catch (error) {
    if (error instanceof Interrupted) {
      if (isTask) complain(error.message);
      // The process that began a worker says so for all.
      process.exitCode = isTask ? again : 130;
      return;
    }
    if (isTask) throw error;
    const sentence = error instanceof Error ? error.message : String(error);
    say({ kind: 'failed', sentence, isUsage: error instanceof UsageError });
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** Ends as by a plain kill once the process that began this one has ended, however it did. */
function followHost(): void {
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.resume();
  (process.stdin as Partial<{ unref: () => void }>).unref?.();
}

/** Says what happens; of where runs are, not more than can be read. */
function telling(): (event: CompareEvent) => void {
  let last = -Infinity;
  return (event) => {
    if (event.kind === 'step' || event.kind === 'measure' || event.kind === 'attack') {
      const now = performance.now();
      if (now - last < between) return;
      last = now;
    }
    say(event);
  };
}

function say(message: WorkerMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
