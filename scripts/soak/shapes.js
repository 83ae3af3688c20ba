// Trains FreeLB on batches of many shapes, twice in turn: recordings, memory and time must stay within bounds.

import { adamw, optionsOf, tensorsOf, Trainer } from '@advtrain/core';
import { engine, fold, key } from '@advtrain/engine';
import { freelbEntry } from '@advtrain/freelb';
import * as tf from '@tensorflow/tfjs-core';
// The package itself needs Vitest.
import { lengths, tinyModel } from '../../packages/testing/dist/contract/training.js';
import { textBatch } from '../../packages/testing/dist/tiny/batches.js';
import { resident } from './resident.js';

const MB = 1e6;
/**
 * Graph operations of all recordings; bytes that the process grows by: 1.1 GB for those at about 5.5 kB each, and what TensorFlow
 * keeps of every shape that it has computed with, recorded or not.
 */
const most = { nodes: 200_000, growth: 1400 * MB };
/** How many times as long as operation by operation a step may take: in the first round while it is recorded, in the second. */
const slower = [5, 3];

/** Whether the bounds held. Prints what was measured. */
export async function shapes({ rounds: count, seed }) {
  await engine();
  const sizes = Array.from({ length: count }, (_, at) => ({
    examples: 1 + (at % 25),
    length: 2 + Math.floor(at / 25),
  }));
  const eager = trainedOn(sizes, { compile: 'off', passes: 1, seed });
  const recorded = trainedOn(sizes, { compile: 'auto', passes: 2, seed });
  const { how, recordings, reason } = recorded.execution;
  console.log(`${count} shapes twice, on ${tf.getBackend()}: ${how}${reason ? ` (${reason})` : ''}`);
  const ratios = recorded.seconds.map((seconds) => median(seconds.map((each, at) => each / eager.seconds[0][at])));
  const held = [
    bound('recordings', recordings, count),
    bound('graph operations in them', recorded.nodes, most.nodes),
    bound('MB that the process grew by', Math.round(recorded.growth / MB), most.growth / MB),
    ...ratios.map((ratio, pass) =>
      bound(`times as long as operation by operation, median of round ${pass + 1}`, ratio.toFixed(2), slower[pass]),
    ),
  ];
  console.log(held.every(Boolean) ? 'All bounds held.' : 'Not all bounds held.');
  return held.every(Boolean);
}

/** Seconds of each step by its pass, and what was kept at the end. */
function trainedOn(sizes, { compile, passes, seed }) {
  const model = tinyModel('text', { rate: 0.2 });
  const optimizer = adamw({ learningRate: 0.001 });
  const plugins = freelbEntry.plugins(optionsOf(freelbEntry, {}), { kind: 'classification', model, lengths });
  const trainer = new Trainer({ model, optimizer, seed, plugins, compile });
  const before = resident();
  try {
    const seconds = Array.from({ length: passes }, () => sizes.map((size, at) => secondsOf(trainer, size, at)));
    const { recorded } = JSON.parse(trainer.recordingRoom.save());
    const nodes = recorded.reduce((sum, [, each]) => sum + each, 0);
    return { seconds, nodes, execution: trainer.execution, growth: resident() - before };
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
  }
}

function secondsOf(trainer, size, at) {
  const batch = textBatch({ ...size, key: fold(key(5), at) });
  const began = performance.now();
  trainer.step(batch).losses();
  const seconds = (performance.now() - began) / 1000;
  tf.dispose(tensorsOf(batch));
  return seconds;
}

function bound(what, value, at) {
  const holds = value <= at;
  console.log(`${String(value).padStart(8)} ${what} (at most ${at})${holds ? '' : ': NOT HELD'}`);
  return holds;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
