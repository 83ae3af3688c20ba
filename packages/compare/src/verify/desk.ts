import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '@advtrain/core';
import { compareSeenBy } from '../compare.ts';
import type { CompareOptions } from '../compare.ts';
import type { RunName, StepEvent } from '../events.ts';
import type { Comparison } from '../results/results.ts';
import { runFile } from '../results/runs/run-files.ts';
import { checkpointFiles } from '../run/kept/run-checkpoint.ts';
import type { Witness } from '../run/training.ts';
import { attemptsFile, keepAttempts } from '../run/watch/attempts.ts';
import { idOf } from '../sharing/place.ts';
import { UsageError } from '../usage-error.ts';
import type { AuditedRun } from './audited.ts';
import type { Stretch } from './picks.ts';
import { readRecord } from './record.ts';
import type { StepRecord } from './record.ts';
import { trainerDigest } from './state-digest.ts';

/** A copy of a comparison's finished runs, of which stretches are taken again by `compare` itself: the audited folder is only read. */
export interface Desk {
  /** Whether `compare`, asked as the results say, finds all runs finished, and what it makes of them; if not, a sentence. */
  settle(): Promise<Settling | string>;
  /** Takes a stretch of a run again, of its last attempt where there were several, and gives what it came to. */
  replay(stretch: Stretch): Promise<Replayed>;
  /** Deletes the copy. */
  dispose(): void;
}

/** What `compare` makes of a copy of finished runs. */
export interface Settling {
  readonly comparison: Comparison;
  /** The runs that it would still do. */
  readonly missing: readonly RunName[];
}

/** What a stretch came to that was taken again. */
export interface Replayed extends StepRecord {
  /** How many steps the run is to take in all. */
  readonly planned: number;
}

/** What a desk works on. */
export interface DeskOptions {
  readonly folder: string;
  readonly runs: readonly AuditedRun[];
  /** What the comparison was asked to be. */
  readonly asked: Omit<CompareOptions, 'folder' | 'on'>;
  readonly on: (event: StepEvent) => void;
}

/** Ends a replay where it was to end. */
class Reached extends Error {
  override readonly name = 'Reached';
}

/** Ends a comparison that would train what is not asked for. */
class Astray extends Error {
  override readonly name = 'Astray';
}

/** Lays out a copy of finished runs. */
export function openDesk({ folder, runs, asked, on }: DeskOptions): Desk {
  const desk = emptyFolder();
  const at = ({ run: { method, seed, key } }: AuditedRun, ending: string) =>
    runFile(desk, idOf(method, seed), key, ending);
  const attempts = (audited: AuditedRun) => attemptsFile(at(audited, '.safetensors'));
  const put = (audited: AuditedRun) => {
    written(() => {
      writeFileSync(at(audited, '.json'), JSON.stringify(audited.run));
    });
  };
  try {
    written(() => {
      copyRuns(folder, desk);
    });
    runs.forEach(put);
  } catch (error) {
    rmSync(desk, { recursive: true, force: true });
    throw error;
  }
  const comparing = (target?: AuditedRun, witness?: Witness, passedOver: RunName[] = []) =>
    compareSeenBy(
      ({ method, seed, title }) => {
        const audited = runs.find(({ run }) => run.method === method && run.seed === seed);
        // A comparison that was cut off, or in which methods were given up, has not all its runs.
        if (!audited) {
          passedOver.push({ method, title, seed });
          return 'pass over';
        }
        if (audited === target) return witness;
        throw new Astray(
          `${audited.title}, seed ${seed} was not run with the settings and options that results.json says.`,
        );
      },
      {
        ...asked,
        folder: desk,
        checkpointSeconds: Infinity,
        on: (event) => {
          if (event.kind === 'step') on(event);
          // What follows is another attempt than the one that is asked for.
          if (event.kind === 'restart') throw new Reached('The attempt is given up.');
        },
      },
    );
  return {
    async settle() {
      try {
        const missing: RunName[] = [];
        const comparison = await comparing(undefined, undefined, missing);
        return { comparison, missing };
      } catch (error) {
        if (error instanceof UsageError) {
          const [, difference = error.message] = /with other settings \((.*)\);/.exec(error.message) ?? [];
          return `results.json is of other settings than its runs: ${difference}.`;
        }
        if (error instanceof Astray) return error.message;
        throw error;
      }
    },
    async replay(stretch) {
      const audited = runs[stretch.run]!;
      const digests = new Map<number, string>();
      const { run } = audited;
      const before = run.attempts ?? [];
      let planned = run.steps;
      for (const ending of ['.json', '.jsonl']) rmSync(at(audited, ending), { force: true });
      written(() => {
        keepAttempts(attempts(audited), run.key, { all: before, lines: 0 });
      });
      if (stretch.from > 0) {
        written(() => {
          copyFileSync(audited.file(stateEnding(stretch.from)), at(audited, '.safetensors'));
        });
      }
      const witness: Witness = async ({ trainer, soFar, steps }) => {
        const { index } = trainer;
        planned = steps;
        // Where seconds are all that a run may spend, it ended by another clock than this one.
        soFar.seconds = 0;
        if (index > stretch.from && audited.record.digests.has(index)) digests.set(index, trainerDigest(trainer));
        if (index >= stretch.to) throw new Reached(`Step ${index} is reached.`);
        return Promise.resolve(undefined);
      };
      try {
        await comparing(audited, witness);
      } catch (error) {
        if (!(error instanceof Reached)) throw error;
      } finally {
        for (const path of [...checkpointFiles(at(audited, '.safetensors')), attempts(audited)])
          rmSync(path, { force: true });
        put(audited);
      }
      const { losses, givenUp } = readRecord(at(audited, '.jsonl'));
      return { losses, digests, givenUp, planned };
    },
    dispose() {
      rmSync(desk, { recursive: true, force: true });
    },
  };
}

function emptyFolder(): string {
  return written(() => mkdtempSync(join(tmpdir(), 'advtrain-verify-')));
}

function copyRuns(folder: string, desk: string): void {
  mkdirSync(join(desk, 'runs'));
  copyFileSync(join(folder, 'shared.json'), join(desk, 'shared.json'));
  for (const name of readdirSync(join(folder, 'runs')).filter((each) => each.endsWith('.json')))
    copyFileSync(join(folder, 'runs', name), join(desk, 'runs', name));
}

/** Writes to the desk. Throws a {@link UsageError} where its disk does not take that. */
function written<Result>(write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw new UsageError(
      `Nothing can be written to ${tmpdir()} (${reasonOf(error)}), where runs are taken again; name another folder with TMPDIR.`,
      { cause: error },
    );
  }
}

/** The ending of the file of a kept state. */
export function stateEnding(step: number): string {
  return `-step${step}.safetensors`;
}
