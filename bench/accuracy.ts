import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviews, take } from '@advtrain/datasets';
import { terminalReporter } from '@advtrain/engine/fetch';
import { weights } from '@advtrain/models';
import type { Course } from './course.ts';
import { row, type Row } from './row.ts';
import type { Settings } from './settings.ts';
import type { Sides } from './sides.ts';
import { summarise, type Turn } from './statistics.ts';
import type { Worker } from './worker.ts';

interface Plan extends Omit<Course, 'data' | 'folder' | 'seed'> {
  readonly seeds: readonly number[];
  readonly trainSize: number;
  readonly developmentSize: number;
  /** The accuracy to be reached. */
  readonly target: number;
}

const plan: Plan = {
  ...{ batch: 32, rounds: 3, learningRate: 1e-4, steps: 126, every: 9 },
  ...{ seeds: [1, 2, 3], trainSize: 2000, developmentSize: 400, target: 0.82 },
};
const quickPlan: Plan = {
  ...{ batch: 16, rounds: 2, learningRate: 2e-4, steps: 60, every: 6 },
  ...{ seeds: [1], trainSize: 400, developmentSize: 100, target: 0.7 },
};

/** Time from reading the data to a fixed accuracy on the review sentences, ours against a script with `transformers`. */
export async function* accuracyBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const { seeds, trainSize, developmentSize, target, ...course } = settings.quick ? quickPlan : plan;
  const reporter = terminalReporter();
  const folder = await weights('minilm-l6', { reporter });
  const { train, dev } = await reviews({ reporter });
  const place = await mkdtemp(join(tmpdir(), 'advtrain-bench-'));
  try {
    const data = join(place, 'sentences.json');
    await writeFile(
      data,
      JSON.stringify({ train: take(train, trainSize, 0), development: take(dev, developmentSize, 0) }),
    );
    const turns: Turn[] = [];
    for (const seed of seeds) turns.push(await race({ ...course, data, folder, seed }, target, settings, sides));
    const name = `MiniLM-L6 FreeLB-${String(course.rounds)} to ${(100 * target).toFixed(0)} %`;
    yield row(name, summarise(turns), turns.length);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Trains both sides, a few steps in turn, each until it has reached the target. */
async function race(course: Course, target: number, { precision, compile }: Settings, sides: Sides): Promise<Turn> {
  const workers = [sides.ours(), sides.peer()];
  const request = { do: 'load', ...course, precision, compile };
  try {
    const runners = [];
    for (const worker of workers) runners.push(await begin(worker, request));
    for (let steps = course.every; steps <= course.steps; steps += course.every) {
      for (const runner of runners) if (runner.accuracy < target) await goOn(runner);
      if (runners.every(({ accuracy }) => accuracy >= target)) break;
    }
    const missed = runners.findIndex(({ accuracy }) => accuracy < target);
    if (missed >= 0) {
      const who = missed === 0 ? 'Our training' : 'PyTorch';
      throw new Error(
        `${who} had ${percent(runners[missed]!.accuracy)} after ${String(course.steps)} steps, not ${percent(target)}.`,
      );
    }
    const [ours, peer] = runners.map(({ ms }) => ms);
    return { ours: ours!, peer: peer! };
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

interface Runner {
  readonly worker: Worker;
  ms: number;
  accuracy: number;
}

async function begin(worker: Worker, request: { readonly do: string }): Promise<Runner> {
  const { ms } = await worker.ask<{ readonly ms: number }>(request);
  return { worker, ms, accuracy: 0 };
}

async function goOn(runner: Runner): Promise<void> {
  const { ms, accuracy } = await runner.worker.ask<{ readonly ms: number; readonly accuracy: number }>({ do: 'learn' });
  runner.ms += ms;
  runner.accuracy = accuracy;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
