// @ts-check
// Trains a small convolutional net on MNIST, naturally and with PGD, and attacks both with a longer PGD.
// After `npm ci && npm run build`:   node examples/images/train.js [IMAGES]

import { ascend, linf } from '@advtrain/attacks';
import { adam, costLedger, natural, probe, Trainer } from '@advtrain/core';
import { accuracy, imageBatches, mnist, predictions, takeImages } from '@advtrain/datasets';
import { engine, key } from '@advtrain/engine';
import { imageNets, initialImageParams } from '@advtrain/models';
import { pgd } from '@advtrain/pgd';
import * as tf from '@tensorflow/tfjs-core';

const images = Number(process.argv[2] ?? 2000);
const { backend } = await engine();
const { train, test } = await mnist();
const training = takeImages(train, images, 1);
const testing = takeImages(test, Math.min(images, 500), 1);
console.log(`${images} of MNIST's digits, on ${backend}; attacked by 20 steps of PGD within 0.1 of every pixel`);

const radius = 0.1;
for (const method of [natural(), pgd({ ball: linf({ radius, stepSize: radius / 2, start: radius }), steps: 3 })]) {
  const model = net();
  const cost = costLedger();
  const trainer = new Trainer({ model, optimizer: adam({ learningRate: 2e-3 }), plugins: [method, cost], seed: 1 });
  for (let epoch = 0; epoch < 3; epoch++) {
    for (const batch of imageBatches(training, { batchSize: 50, seed: 1, epoch })) trainer.step(batch);
  }
  const attack = linf({ radius, stepSize: radius / 8, start: radius });
  const clean = right(model);
  const robust = right(model, attack);
  console.log(`${method.name}: ${clean} right, ${robust} attacked, after ${cost.ledger.units} units`);
  trainer.dispose();
  model.dispose();
}

/** Two convolutions and two dense layers, drawn from one key: pixels [B, 28, 28, 1] → logits [B, 10]. */
function net() {
  const { create } = imageNets['fast-mnist'];
  const params = initialImageParams('fast-mnist', key(1));
  const model = create(params);
  tf.dispose(params);
  return model;
}

/**
 * The share of test images that the model gets right, also after an attack in a ball.
 *
 * @param {import('@advtrain/core').Model} model
 * @param {import('@advtrain/attacks').Ball} [ball]
 */
function right(model, ball) {
  /** @type {number[]} */
  const predicted = [];
  for (const batch of imageBatches(testing, { batchSize: 100, order: 'given' })) {
    tf.tidy(() => {
      const site = probe(model, batch, { key: key(predicted.length) });
      predicted.push(...predictions(site.logits(ball && ascend(site, { ball, steps: 20 }))));
    });
  }
  return `${(100 * accuracy(predicted, testing.labels)).toFixed(1)} %`;
}
