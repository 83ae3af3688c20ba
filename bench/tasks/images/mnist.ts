import { linf } from '@advtrain/attacks';
import { adam, costLedger, natural, Trainer, warmUp, type Batch, type Plugin, type StepResult } from '@advtrain/core';
import { imageBatches, mnist, type Images } from '@advtrain/datasets';
import { engine, key } from '@advtrain/engine';
import { accuracy, imageSet, robustness, type ExampleSet } from '@advtrain/evaluate';
import { freeat } from '@advtrain/freeat';
import { imageNets, initialImageParams, type ConvNet, type ImageNetName } from '@advtrain/models';
import { fast, pgd } from '@advtrain/pgd';
import { yopo } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import { page, type Course, type Mark, type Race } from './mnist-page.ts';
import { writePage } from '../page-file.ts';
import type { MnistSettings } from '../../task-settings.ts';

const radius = 0.3;
/** Optimizer steps over which ε rises: without, all methods but natural training first stand still at the loss of chance. */
const rise = 100;
const batchSize = 64;
const learningRate = 2e-3;
/** How often it is measured, and on how many images. */
const all = { marks: 5, attacked: { often: 250, last: 500 } };
const few = { marks: 1, attacked: { often: 20, last: 50 } };

/** A ball that grows, which the options of the methods' entries cannot say: hence their factories here. */
const ball = (stepSize: number): ReturnType<typeof linf> =>
  linf({ radius: warmUp(radius, rise), start: warmUp(radius, rise), stepSize });

/** The methods, and what part of the time each has: those that are done sooner have less. */
const methods: Readonly<Record<string, { readonly plugin: () => Plugin; readonly part: number }>> = {
  natural: { plugin: () => natural(), part: 0.02 },
  Fast: { plugin: () => fast({ ball: ball(1.25 * radius) }), part: 0.1 },
  'Free-8': { plugin: () => freeat({ ball: ball(radius), replays: 8 }), part: 0.1 },
  'YOPO-5-10': { plugin: () => yopo({ ball: ball(0.01), outer: 5, inner: 10, reduce: 'mean' }), part: 0.4 },
  'PGD-40': { plugin: () => pgd({ ball: ball(0.01), steps: 40 }), part: 1 },
};

/** A method in training: what it has spent and what it has reached. */
interface Runner {
  readonly name: string;
  readonly model: ConvNet;
  readonly steps: Generator<StepResult, void>;
  readonly cost: ReturnType<typeof costLedger>;
  readonly part: number;
  readonly marks: Mark[];
  /** Processor seconds. */
  spent: number;
}

/** Natural training, PGD-40, Free-8, YOPO-5-10 and Fast on MNIST (ε 0.3), side by side, each for its part of the processor time. */
export async function mnistBench({ seconds, net, seed, quick, json, out }: MnistSettings): Promise<void> {
  const { marks, attacked } = quick ? few : all;
  const { backend } = await engine();
  const { train, test } = await mnist();
  const tested = imageSet(test);
  const runners = Object.keys(methods).map((name) => runner(name, net, train, seed));
  for (let mark = 1; mark <= marks; mark++) {
    advance(runners, (seconds * mark) / marks);
    for (const each of runners) await measure(each, tested, attacked.often);
  }
  const courses: Course[] = [];
  for (const each of runners) courses.push(await courseOf(each, tested, attacked.last));
  const race: Race = { courses, seconds, seed, backend, net, attacked };
  if (out !== undefined) await writePage(out, page(race));
  if (!json) console.log(page(race));
  else for (const course of courses) console.log(JSON.stringify(course));
}

function runner(name: string, net: ImageNetName, train: Images, seed: number): Runner {
  const start = initialImageParams(net, key(seed));
  const model = imageNets[net].create(start);
  tf.dispose(Object.values(start));
  const cost = costLedger();
  const { plugin, part } = methods[name]!;
  const trainer = new Trainer({ model, optimizer: adam({ learningRate }), plugins: [plugin(), cost], seed });
  return { name, model, steps: trainer.fit(epochs(train, seed)), cost, part, marks: [], spent: 0 };
}

function* epochs(train: Images, seed: number): Generator<Batch> {
  for (let epoch = 0; ; epoch++) yield* imageBatches(train, { batchSize, seed, epoch, remainder: 'drop' });
}

/** Trains all in turn, always the one furthest behind in its part of `seconds`: other load meets all alike. */
function advance(runners: readonly Runner[], seconds: number): void {
  const progress = ({ spent, part }: Runner): number => spent / part;
  for (;;) {
    const next = runners.reduce((a, b) => (progress(b) < progress(a) ? b : a));
    if (progress(next) >= seconds) return;
    const before = process.cpuUsage();
    const { value } = next.steps.next();
    // Reading the losses waits for the step to be over.
    if (value) value.losses();
    const { user, system } = process.cpuUsage(before);
    next.spent += (user + system) / 1e6;
  }
}

async function measure({ name, model, marks: found, spent, cost }: Runner, test: ExampleSet, attacked: number) {
  const robust = await underAttack(model, test, attacked);
  found.push({ seconds: spent, units: cost.ledger.units, robust });
  console.error(`${name}: ${spent.toFixed(0)} s, ${cost.ledger.steps} steps, ${(100 * robust).toFixed(1)} %`);
}

async function courseOf(runner: Runner, test: ExampleSet, attacked: number): Promise<Course> {
  const { name, model, marks, spent, cost } = runner;
  const clean = await accuracy(model, test);
  const robust = await underAttack(model, test, attacked);
  const { steps, units } = cost.ledger;
  return { name, marks, clean, robust, steps, units, seconds: spent };
}

/** Accuracy on the first test images under PGD-40 from a random start, as in the literature, at the calibrated temperature. */
async function underAttack(model: ConvNet, test: ExampleSet, examples: number): Promise<number> {
  const attack = linf({ radius, start: radius, stepSize: 0.01 });
  const points = await robustness(model, test, { radii: [radius], steps: 40, examples, ball: () => attack });
  return points.at(-1)!.accuracy;
}
