import * as tf from '@tensorflow/tfjs-core';
import { batchOf, classes } from '../data/batch.ts';
import { training, vocabulary } from '../data/corpus.ts';
import { attacked, numbersOf } from './attack.ts';
import { smallClassifier } from './model.ts';

/** How long an attack on a batch takes on the backend that runs, in milliseconds: the second time, when all is compiled. */
export async function timePass(): Promise<number> {
  const model = smallClassifier(vocabulary.words.length, classes.length, 1);
  const batch = batchOf(training.slice(0, 32), vocabulary);
  let time = 0;
  for (let attempt = 0; attempt < 2; attempt++) {
    const begun = performance.now();
    await numbersOf(attacked(model, batch, 1));
    time = performance.now() - begun;
  }
  tf.dispose([{ ...model.params }, batch.inputs.values, batch.inputs.mask!, batch.labels]);
  return time;
}
