// @ts-check
// Fine-tunes a pretrained encoder with FreeLB on a CSV file of your own, with columns `text` and `label`, and saves the best epoch.
// After `npm ci && npm run build`:   node examples/csv/train.js films.csv [MODEL]

import { textFile } from '@advtrain/datasets';
import { engine } from '@advtrain/engine';
import { classify, fit } from '@advtrain/evaluate';
import { freelbEntry } from '@advtrain/freelb';
import { load, save } from '@advtrain/models';

const [path = 'films.csv', name = 'minilm-l6'] = process.argv.slice(2);
await engine();

const examples = await textFile(path, { text: 'text', label: 'label' });
const classifier = await load(name, { labelNames: examples.labelNames });
const { best } = await fit(classifier, examples, {
  method: freelbEntry,
  onEpoch: ({ epoch, loss, scores }) => console.log(`epoch ${epoch}: loss ${loss}, accuracy ${scores.accuracy}`),
});
await save(classifier, 'my-classifier');
console.log(`epoch ${best.epoch} is saved in my-classifier`);

const texts = ['A film to forget.', 'What a joy!'];
for (const { label, probability } of await classify(classifier, texts))
  console.log(`${label} ${probability.toFixed(3)}`);
