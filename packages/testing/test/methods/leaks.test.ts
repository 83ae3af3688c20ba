import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { l2 } from '@advtrain/attacks';
import { adamw, clip, Trainer } from '@advtrain/core';
import { native } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fourBatches, onBackends, tensorsOf, tinyText } from '../../src/index.ts';

/** By then V8 has given its young generation all that it will: Node 24's does so between 2,000 and 4,000 steps. */
const warmUp = 4_000;
const steps = 10_000;

/** What may grow without being a leak, in bytes: over 6,000 steps less than three objects of JavaScript, or three small tensors, a step. */
const slack = { heap: 2 ** 21, process: 12 * 2 ** 20 };

onBackends(['native'], () => {
  test(`${steps.toString()} recorded steps leave no tensor, no byte of the addon's and no memory of the process behind`, () => {
    const model = tinyText();
    const batches = fourBatches('text');
    const optimizer = clip(1, adamw({ learningRate: (index) => 0.01 / (1 + index) }));
    const method = freelb({ ball: l2({ stepSize: 0.1, start: 0.1, radius: 1 }), steps: 3 });
    const trainer = new Trainer({ model, optimizer, seed: 7, plugins: [method], compile: 'function' });
    const train = (until: number): void => {
      while (trainer.index < until) trainer.step(batches[trainer.index % batches.length]!).losses();
    };
    train(warmUp);
    const before = memory();
    train(steps);
    const after = memory();
    expect(trainer.execution).toEqual({ how: 'function', recordings: batches.length });
    expect(after.exact).toEqual(before.exact);
    expect(after.heap - before.heap).toBeLessThan(slack.heap);
    expect(after.process - before.process).toBeLessThan(slack.process);
    for (const each of [trainer, optimizer, model]) each.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  });
});

/** What is held now, all garbage collected. */
function memory() {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { numTensors, numDataBuffers } = tf.memory();
  const { rss, heapUsed } = process.memoryUsage();
  const addon = (native()!.binding as unknown as Reporting).memory();
  return { exact: { numTensors, numDataBuffers, ...addon }, heap: heapUsed, process: rss };
}

/** The addon, as far as it tells what it holds. */
interface Reporting {
  memory(): { readonly tensors: number; readonly bytes: number; readonly peakBytes: number };
}
