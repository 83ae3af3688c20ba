import { fromFunction } from '@advtrain/core';
import { engine, key, normal } from '@advtrain/engine';
import { tinyImage } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { apgdCE, fabT, pgd, square } from '../../src/index.ts';
import type { Outcome, Perturbation } from '../../src/index.ts';
import { answersOf, pictures, points } from './sets.ts';

// Attacks examples in a process of its own, and says what became of them. The wide net is wide enough for several threads.
await engine({ reporter: { note: () => undefined } });
const root = key(4);
const image = tinyImage();
const shown = pictures(await answersOf(image, pictures()));
const values = normal([64, 256], root).arraySync() as number[][];
const params = { w1: tf.div(normal([256, 512], key(5)), 16), w2: tf.div(normal([512, 4], key(6)), 22) };
const wide = fromFunction({
  params,
  logits: ({ w1, w2 }, x) => tf.matMul(tf.tanh(tf.matMul(x as tf.Tensor2D, w1 as tf.Tensor2D)), w2 as tf.Tensor2D),
});
const none = values.map(() => 0);
const seen = points(values, [256], await answersOf(wide, points(values, [256], none)));
const said: Readonly<Record<string, unknown>>[] = [];
const say = (outcomes: readonly Outcome<Perturbation>[]): void => {
  for (const { adversarial, size, ...rest } of outcomes)
    said.push({ ...rest, size: String(size), delta: [...(adversarial?.values ?? [])] });
};
for (const attack of [
  pgd({ radius: 0.3, steps: 4 }),
  fabT({ radius: 1, steps: 6, norm: 'l2' }),
  square({ radius: 0.3, queries: 40 }),
])
  say(await attack.run(image, shown, { key: root }));
for (const attack of [pgd({ radius: 1.5, steps: 4 }), apgdCE({ radius: 1.5, steps: 8 })])
  say(await attack.run(wide, seen, { key: root, batchSize: 64 }));
process.stdout.write(JSON.stringify(said));
