// @ts-check
// Trains with a method of one's own, momentum.js, and checks what it claims.
// After `npm ci && npm run build`:   node examples/write-a-method/check.js

import assert from 'node:assert/strict';
import { l2 } from '@advtrain/attacks';
import { adamw, costLedger, Trainer } from '@advtrain/core';
import { engine, key } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { momentum } from './momentum.js';

await engine();

const config = {
  model_type: 'bert',
  vocab_size: 40,
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 64,
  max_position_embeddings: 16,
  type_vocab_size: 2,
  num_labels: 2,
};
// Which of the words 3 and 4 is in the sentence? Word 0 is padding.
const sentences = Array.from({ length: 16 }, (_, i) => [1, 10 + i, 3 + (i % 2), ...(i < 8 ? [2, 0] : [12, 2])]);
const batch = {
  inputs: {
    values: tf.tensor2d(sentences, [16, 5], 'int32'),
    mask: tf.tensor2d(sentences.map((words) => words.map((word) => (word === 0 ? 0 : 1)))),
  },
  labels: tf.tensor1d(
    sentences.map((_, i) => i % 2),
    'int32',
  ),
};
const ball = l2({ radius: 0.05, stepSize: 0.02, start: 0.02 });

const classic = trained(freelb({ ball, steps: 3 }));
const without = trained(momentum({ ball, steps: 3, momentum: 0 }));
assert.deepEqual(without.losses, classic.losses);
console.log(`without momentum it is FreeLB, to the last bit: ${course(classic)}`);

const own = trained(momentum({ ball, steps: 3 }));
assert.notDeepEqual(own.losses, classic.losses);
assert.ok((own.losses.at(-1) ?? NaN) < (own.losses[0] ?? NaN) / 2);
console.log(`with momentum it learns as well, another way:   ${course(own)}`);

assert.equal(own.units, 30 * 9);
console.log(`30 steps cost ${own.units} units, 9 each, as it says`);

/**
 * The mean loss of each of 30 steps, and what they cost.
 *
 * @param {import('@advtrain/core').Plugin} method
 */
function trained(method) {
  const model = encoder(config, initialParams(config, key(1)));
  const cost = costLedger();
  const trainer = new Trainer({ model, optimizer: adamw({ learningRate: 3e-3 }), plugins: [method, cost], seed: 1 });
  const losses = Array.from({ length: 30 }, () => {
    const rounds = trainer.step(batch).losses();
    return rounds.reduce((sum, loss) => sum + loss, 0) / rounds.length;
  });
  trainer.dispose();
  model.dispose();
  return { losses, units: cost.ledger.units };
}

/** @param {{ losses: readonly number[] }} run */
function course({ losses }) {
  return `loss ${losses[0]?.toFixed(4)}, then ${losses.at(-1)?.toFixed(4)}`;
}
