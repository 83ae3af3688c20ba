// @ts-check
// Fine-tunes a text classifier with FreeLB, on real sentences, and measures it with and without an attack.
// After `npm ci && npm run build`:   node examples/text/train.js [SENTENCES]

import { ascend, l2 } from '@advtrain/attacks';
import { adamw, clip, costLedger, linearDecay, probe, Trainer } from '@advtrain/core';
import { accuracy, predictions, take, textBatches } from '@advtrain/datasets';
import { engine, key } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import * as tf from '@tensorflow/tfjs-core';
import { start } from './start.js';

const { backend } = await engine();
const { what, train, dev, model, encode, radius, ...recipe } = await start();
const sentences = Number(process.argv[2] ?? recipe.sentences);
console.log(`${sentences} of ${what}, on ${backend}`);

const training = batchesOf(take(train, sentences, 1));
const development = batchesOf(take(dev, Math.min(120, sentences), 1));

const ledger = costLedger();
const method = freelb({ ball: l2({ radius, stepSize: radius / 3, start: radius / 3 }), steps: 2 });
const learningRate = linearDecay({
  peak: recipe.learningRate,
  total: training.count,
  warmup: Math.ceil(training.count / 10),
});
const trainer = new Trainer({ model, optimizer: clip(1, adamw({ learningRate })), plugins: [method, ledger], seed: 1 });

console.log(`before: ${percent(right())} right`);
for (const { index, losses } of trainer.fit(training)) {
  if ((index + 1) % 10 === 0) console.log(`step ${index + 1} of ${training.count}, loss ${losses()[0]?.toFixed(3)}`);
}
const attacked = right(l2({ radius, stepSize: radius / 2, start: radius }));
console.log(`after: ${percent(right())} right, ${percent(attacked)} where word embeddings are attacked`);

const { units, steps } = ledger.ledger;
console.log(
  `${units} units in ${steps} steps; ${steps * (method.units?.(model, method.rounds ?? 1) ?? NaN)} by FreeLB's own account`,
);
trainer.dispose();
model.dispose();

/** @param {import('@advtrain/datasets').Examples} examples */
function batchesOf({ texts, labels }) {
  return textBatches(texts.map(encode), labels, { batchSize: 8, seed: 1 });
}

/**
 * The share of development sentences that the model gets right, also after an attack in a ball.
 *
 * @param {import('@advtrain/attacks').Ball} [ball]
 */
function right(ball) {
  /** @type {number[]} */
  const predicted = [];
  /** @type {number[]} */
  const labels = [];
  for (const batch of development) {
    tf.tidy(() => {
      const site = probe(model, batch, { key: key(predicted.length) });
      predicted.push(...predictions(site.logits(ball && ascend(site, { ball, steps: 3 }))));
      labels.push(...batch.labels.dataSync());
    });
  }
  return accuracy(predicted, labels);
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
