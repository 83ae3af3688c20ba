// One of the processes whose steps are timed: `member.ts RANK HOST:PORT,…`, the addresses as this one reaches them; answers lines of JSON
// as ours/main.ts does. All processes are asked the same at once.

import { adamw, clip, sharded, Trainer } from '@advtrain/core';
import { Ring, serverDef, taskName } from '@advtrain/distributed';
import { engine, joinProcesses, key } from '@advtrain/engine';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { filled } from '../ours/filled.ts';
import { memory } from '../ours/memory.ts';
import { pluginOf } from '../ours/method.ts';
import { answering } from '../workers/answering.ts';
import type { Shape } from '../sides/cell.ts';

/** A model, and how long its texts are. */
export interface Subject {
  readonly shape: Shape;
  readonly length: number;
  /** Whether each process keeps a share of the optimizer's moments alone. Default false. */
  readonly isSharded?: boolean;
}

/** Which steps are timed. */
export interface StepsAsked {
  /** Examples of each process. 0: what is timed is the sum of one number. */
  readonly each: number;
  /** K of FreeLB. Undefined: natural training. */
  readonly rounds?: number;
  readonly warmUp: number;
  readonly turns: number;
  /** Whether each process trains for itself, with no sums: what is left is the arithmetic. */
  readonly isAlone: boolean;
}

/** What steps took, in seconds: of the clock, and of the process's processors. */
export interface Steps {
  readonly seconds: readonly number[];
  readonly processor: readonly number[];
  /** The most memory that the process has had beside its libraries', in bytes. */
  readonly peakBytes: number;
}

type Request = ({ readonly do: 'prepare' } & Subject) | ({ readonly do: 'steps' } & StepsAsked);

const [ownRank = '0', addresses = ''] = process.argv.slice(2);
const rank = Number(ownRank);
const hosts = addresses.split(',');
await engine({ backend: 'native' });
const peak = memory();
if (hosts.length > 1) joinProcesses(serverDef(hosts, rank), taskName(rank));
const cluster = hosts.length > 1 ? new Ring(rank, hosts) : undefined;
let timed: ((asked: StepsAsked) => Steps) | undefined;

/** Builds the model, with random weights; what it returns takes steps with it. */
function prepared({ shape, length, isSharded = false }: Subject): (asked: StepsAsked) => Steps {
  const config = { model_type: 'bert', ...shape };
  const params = initialParams(config, key(0));
  const model = encoder(config, params);
  tf.dispose(params);
  const adam = adamw({ learningRate: 2e-5 });
  const trainer = (of: Ring | undefined, rounds?: number) =>
    new Trainer({
      model,
      optimizer: clip(1, isSharded && of ? sharded(adam, { cluster: of, params: model.params }) : adam),
      seed: 0,
      compile: 'function',
      cluster: of,
      ...(rounds !== undefined && { plugins: [pluginOf({ method: 'freelb', rounds })] }),
    });
  const trainers = new Map<string, Trainer>();
  const trainerOf = (isAlone: boolean, rounds: number | undefined): Trainer => {
    const name = `${String(isAlone)} ${String(rounds)}`;
    const made = trainers.get(name) ?? trainer(isAlone ? undefined : cluster, rounds);
    trainers.set(name, made);
    return made;
  };
  return ({ each, rounds, warmUp, turns, isAlone }) => {
    const training = trainerOf(isAlone, rounds);
    const batch = filled({ batch: Math.max(1, isAlone ? each : each * hosts.length), length, shape });
    const act = each === 0 ? shortSum : () => training.step(batch).losses();
    const seconds: number[] = [];
    const processor: number[] = [];
    for (let turn = -warmUp; turn < turns; turn++) {
      const used = process.cpuUsage();
      const began = performance.now();
      act();
      const { user, system } = process.cpuUsage(used);
      if (turn < 0) continue;
      seconds.push((performance.now() - began) / 1000);
      processor.push((user + system) / 1e6);
    }
    tf.dispose([batch.inputs.values, batch.labels]);
    return { seconds, processor, peakBytes: peak() };
  };
}

/** The sum of one number, which takes as long as the messages that it needs. */
function shortSum(): void {
  cluster!.agreed([]);
}

function answer(request: Request): object {
  if (request.do === 'steps') return timed!(request);
  timed = prepared(request);
  return {};
}

await answering(answer);
process.exit();
