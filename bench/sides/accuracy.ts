import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviews, take } from '@advtrain/datasets';
import { terminalReporter } from '@advtrain/engine/fetch';
import { weights } from '@advtrain/models';
import type { Course } from './course.ts';
import { row, type Row } from './row.ts';
import type { Settings } from '../settings.ts';
import type { Sides } from './sides.ts';
import { summarise } from './statistics.ts';
import type { Request, Worker } from '../workers/worker.ts';

interface Plan extends Omit<Course, 'data' | 'folder' | 'seed'> {
  readonly seeds: readonly number[];
  readonly trainSize: number;
  readonly developmentSize: number;
  /** The accuracy to be reached. */
  readonly target: number;
}

const plan: Plan = {
  batch: 32,
  rounds: 2,
  learningRate: 1e-4,
  steps: 126,
  every: 9,
  seeds: [1, 2, 3],
  trainSize: 2000,
  developmentSize: 400,
  target: 0.75,
};
/** So few steps reach no accuracy that one could name: the time of all of them, and of an evaluation. */
const quickPlan: Plan = {
  batch: 8,
  rounds: 2,
  learningRate: 3e-4,
  steps: 20,
  every: 20,
  seeds: [1],
  trainSize: 400,
  developmentSize: 100,
  target: 0,
};

/** Time from reading the data to a fixed accuracy on the review sentences, ours against a script with `transformers`. */
export async function* accuracyBench(settings: Settings, sides: Sides): AsyncGenerator<Row> {
  const { seeds, trainSize, developmentSize, target, ...course } = settings.quick ? quickPlan : plan;
  const goal = settings.quick ? `${String(course.steps)} steps` : `to ${percent(target)}`;
  const name = `MiniLM-L6 FreeLB-${String(course.rounds)} ${goal}`;
  if (!name.includes(settings.only)) return;
  const reporter = terminalReporter();
  const folder = await weights('minilm-l6', { reporter });
  const { train, dev } = await reviews({ reporter });
  const place = await mkdtemp(join(tmpdir(), 'advtrain-bench-'));
  try {
    const data = join(place, 'sentences.json');
    const sentences = { train: take(train, trainSize, 0), development: take(dev, developmentSize, 0) };
    await writeFile(data, JSON.stringify(sentences));
    for (const seed of seeds) {
      const [ours, peer] = await race({ ...course, data, folder, seed }, target, settings, sides, (runners) => {
        const reached = runners.map(({ side, accuracy, steps }) => `${side} ${percent(accuracy)} after ${steps} steps`);
        reporter.note(`Seed ${seed}: ${reached.join(', ')}.`);
      });
      const late = [ours, peer].find(({ accuracy }) => accuracy < target);
      if (late) reporter.note(`Seed ${seed} has no row: ${late.side} did not reach ${percent(target)}.`);
      else yield row(`${name}, seed ${String(seed)}`, summarise([{ ours: ours.ms, peer: peer.ms }]), 1);
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** How far one side has come, and the time that it took. */
interface Runner {
  readonly side: string;
  readonly worker: Worker;
  ms: number;
  steps: number;
  accuracy: number;
}

/** Trains both sides, a few steps in turn, each until it has reached the target or has no steps left. */
async function race(
  course: Course,
  target: number,
  { precision, compile }: Settings,
  sides: Sides,
  tell: (runners: readonly Runner[]) => void,
): Promise<readonly [ours: Runner, peer: Runner]> {
  const runner = (side: string, worker: Worker): Runner => ({ side, worker, ms: 0, steps: 0, accuracy: -Infinity });
  const runners = [runner('ours', sides.ours()), runner('PyTorch', sides.peer())] as const;
  const running = () =>
    runners.filter(({ accuracy, steps }) => accuracy < target && steps + course.every <= course.steps);
  try {
    for (const each of runners) await advance(each, { do: 'load', ...course, precision, compile });
    while (running().length > 0) {
      for (const each of running()) {
        await advance(each, { do: 'learn' });
        each.steps += course.every;
      }
      tell(runners);
    }
    return runners;
  } finally {
    await Promise.all(runners.map(({ worker }) => worker.close()));
  }
}

async function advance(runner: Runner, request: Request): Promise<void> {
  const { ms, accuracy = -Infinity } = await runner.worker.ask<{ readonly ms: number; readonly accuracy?: number }>(
    request,
  );
  runner.ms += ms;
  runner.accuracy = accuracy;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
