// @ts-check
// Trains a small convolutional net on MNIST, naturally and with PGD, and attacks both with a longer PGD.
// After `npm ci && npm run build`:   node examples/images/train.js [IMAGES]

import { loadTask, resolve } from 'advtrain';
import { linf } from '@advtrain/attacks';
import { adam, costLedger, natural, Trainer } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { robustness } from '@advtrain/evaluate';
import { pgd } from '@advtrain/pgd';

const images = Number(process.argv[2] ?? 2000);
const { backend } = await engine();
const sizes = { trainSize: images, developmentSize: 1, testSize: Math.min(images, 500) };
const { task } = await loadTask(resolve({ data: 'mnist', model: 'fast-mnist', ...sizes }), {});
const { test } = task.sets;
if (!test) throw new Error('There is nothing to measure on.');
console.log(`${images} of MNIST's digits, on ${backend}; attacked by 20 steps of PGD within 0.1 of every pixel`);

const radius = 0.1;
const batchSize = 50;
const steps = 3 * task.train.perEpoch(batchSize);
for (const method of [natural(), pgd({ ball: linf({ radius, stepSize: radius / 2, start: radius }), steps: 3 })]) {
  const model = await task.model(1);
  const cost = costLedger();
  const trainer = new Trainer({ model, optimizer: adam({ learningRate: 2e-3 }), plugins: [method, cost], seed: 1 });
  const { batches } = task.train.feed({ batchSize, seed: 1, used: 0 });
  for (const { index } of trainer.fit(batches)) if (index + 1 === steps) break;
  const [clean, attacked] = await robustness(model, test, { radii: [radius], steps: 20 });
  const both = `${percent(clean?.accuracy)} right, ${percent(attacked?.accuracy)} attacked`;
  console.log(`${method.name}: ${both}, after ${cost.ledger.units} units`);
  trainer.dispose();
  model.dispose();
}

/** @param {number | undefined} share */
function percent(share = NaN) {
  return `${(100 * share).toFixed(1)} %`;
}
