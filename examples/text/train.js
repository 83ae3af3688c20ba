// @ts-check
// Fine-tunes a text classifier with FreeLB, on real sentences, and measures it with and without an attack.
// After `npm ci && npm run build`:   node examples/text/train.js [SENTENCES]

import { loadTask, methodNamed, resolve } from 'advtrain';
import { adamw, clip, costLedger, linearDecay, Trainer } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import { lengthsOf, radiusOf } from '@advtrain/compare';
import { accuracy, robustness } from '@advtrain/evaluate';

const sentences = Number(process.argv[2] ?? 320);
const { backend } = await engine();

// Movie reviews and a pretrained encoder; where they cannot be had, mails and a small one from scratch, with settings for that.
const sizes = { trainSize: sentences, developmentSize: Math.min(120, sentences), testSize: 1 };
const asked = resolve({ ...sizes, batchSize: 8, options: { freelb: { steps: 2 } } });
const { settings, task } = await loadTask(asked, { mayFallBack: true, reporter: terminalReporter() });
const { development } = task.sets;
if (!development) throw new Error('There is nothing to measure on.');
console.log(`${sentences} of ${task.info.data}; ${task.info.model}, on ${backend}`);

const model = await task.model(1);
const method = methodNamed('freelb');
const { freelb: options = {} } = settings.options;
// What lengths as 3% are shares of.
const lengths = await lengthsOf(task);
const subject = { kind: task.kind, model, lengths };

const steps = task.train.perEpoch(settings.batchSize);
const ledger = costLedger();
const learningRate = linearDecay({ peak: settings.learningRate, total: steps, warmup: Math.ceil(steps / 10) });
const optimizer = clip(1, adamw({ learningRate }));
const trainer = new Trainer({ model, optimizer, plugins: [...method.plugins(options, subject), ledger], seed: 1 });

console.log(`before: ${percent(await accuracy(model, development))} right`);
const { batches } = task.train.feed({ batchSize: settings.batchSize, seed: 1, used: 0 });
for (const { index, losses } of trainer.fit(batches)) {
  const step = index + 1;
  if (step % 10 === 0) console.log(`step ${step} of ${steps}, loss ${losses()[0]?.toFixed(3)}`);
  if (step === steps) break;
}
const { radius } = radiusOf(settings.attack.headline, { lengths });
const [clean, attacked] = await robustness(model, development, { radii: [radius], steps: 3 });
const both = `${percent(clean?.accuracy)} right, ${percent(attacked?.accuracy)} where word embeddings are attacked`;
console.log(`after: ${both}`);

const { units } = ledger.ledger;
console.log(`${units} units in ${steps} steps; ${steps * method.units(options, subject)} by FreeLB's own account`);
trainer.dispose();
model.dispose();

/** @param {number | undefined} share */
function percent(share = NaN) {
  return `${(100 * share).toFixed(1)} %`;
}
