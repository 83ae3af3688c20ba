import { crossEntropy, fold, key } from '@advtrain/engine';
import { fourBatches, gap, imageBatch, onBackends, tensorsOf, tinyImage, trained } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { clip, globalNorm, natural, rowWatch, sgd, Trainer, withGradientNorm } from '../src/index.ts';
import type { Batch, Optimizer, Params, Plugin } from '../src/index.ts';

/** SGD that keeps the norms of the gradients that it was given, as plain numbers. */
function spied(seen: number[]): Optimizer {
  const plain = sgd({ learningRate: 0.3 });
  return {
    ...plain,
    apply: (params, gradient: Params, clock) => {
      seen.push(globalNorm(gradient).dataSync()[0]!);
      plain.apply(params, gradient, clock);
    },
  };
}

const plain = (): Optimizer => sgd({ learningRate: 0.3 });
const clipped = (): Optimizer => clip(0.05, sgd({ learningRate: 0.3 }));

onBackends(['native', 'wasm'], () => {
  describe('watching changes no bit of training:', () => {
    const ways = ['text', 'image'].flatMap((kind) => ['off', 'auto'].map((compile) => [kind, compile]));
    test.each(ways as ['text' | 'image', 'off' | 'auto'][])('%s, %s', (kind, compile) => {
      for (const optimizer of [plain, clipped]) {
        const how = { kind, compile, epochs: 3 };
        const alone = trained({ ...how, plugins: () => [natural({ passes: 2 })], optimizer: optimizer() });
        const watched = trained({
          ...how,
          plugins: () => [natural({ passes: 2 }), rowWatch()],
          optimizer: withGradientNorm(optimizer()),
        });
        expect(watched.losses).toEqual(alone.losses);
        expect(gap(watched.params, alone.params)).toBe(0);
      }
    });
  });

  test('the norm is that of each gradient before it is clipped, recorded or not', () => {
    const expected: number[] = [];
    trained({ kind: 'text', plugins: () => [], epochs: 1, optimizer: spied(expected) });
    for (const compile of ['off', 'auto'] as const) {
      const optimizer = withGradientNorm(sgd({ learningRate: 0.3 }));
      const norms: number[] = [];
      expect(optimizer.gradientNorm()).toBeNaN();
      trained({
        kind: 'text',
        plugins: () => [],
        compile,
        optimizer,
        after: () => norms.push(optimizer.gradientNorm()),
      });
      expect(norms).toEqual(expected);
    }
    const first = clip(1e-3, sgd({ learningRate: 0.3 }));
    const seen: number[] = [];
    trained({
      kind: 'text',
      plugins: () => [],
      batches: 1,
      optimizer: first,
      after: () => seen.push(first.gradientNorm!()),
    });
    expect(seen).toEqual(expected.slice(0, 1));
  });

  test('watching keeps as many tensors after the third step as after the second, and none in the end', () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    trained({
      kind: 'text',
      plugins: () => [rowWatch()],
      epochs: 2,
      compile: 'auto',
      optimizer: withGradientNorm(plain()),
      after: () => counts.push(tf.memory().numTensors),
    });
    expect(new Set(counts.slice(1)).size).toBe(1);
    // What is left are scalars that never change, which the engine makes once.
    expect(tf.memory().numTensors - before).toBeLessThan(10);
  });

  /** Four images, of which the third has a pixel that is no number. */
  function spoilt(): Batch {
    const { inputs, labels } = imageBatch({ key: fold(key(5), 0) });
    const pixels = inputs.values.dataSync().slice();
    pixels[2 * 25 + 7] = NaN;
    const values = tf.tensor4d(pixels, [4, 5, 5, 1]);
    inputs.values.dispose();
    return { inputs: { values }, labels };
  }

  /** Sizes after one step on each batch, or as many as are accumulated. */
  function sizesOf(batches: readonly Batch[], method: Plugin, accumulate = 1) {
    const rows = rowWatch();
    const model = tinyImage();
    const trainer = new Trainer({ model, optimizer: plain(), plugins: [method, rows], seed: 1, accumulate });
    const losses = [...trainer.fit(batches)].map((result) => result.index).length;
    const sizes = rows.sizes.map((some) => some.map(Number.isFinite));
    trainer.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
    return { losses, sizes };
  }

  test('a row that is no number is the only one that is none, although the update made all parameters NaN', () => {
    const bad = [true, true, false, true];
    expect(sizesOf([spoilt()], natural()).sizes).toEqual([bad]);
    const good = fourBatches('image');
    tf.dispose(good.slice(1).flatMap(tensorsOf));
    expect(sizesOf([good[0]!, spoilt()], natural(), 2).sizes).toEqual([[true, true, true, true], bad]);
  });

  test('what is kept is the first pass of a step with a row that is no number, not what becomes of it', () => {
    // Every pass after the first is at parameters that the first has spoilt, as in SAM.
    const twice: Plugin = {
      name: 'twice',
      *perturb(step) {
        const delta = tf.zerosLike(step.x);
        const direction = yield { delta };
        const spoilt = tf.sum(direction);
        const params = Object.fromEntries(
          Object.entries(step.params).map(([name, theta]) => [name, tf.add(theta, spoilt)]),
        );
        yield { delta, params, objective: (at) => crossEntropy(step.logits(at), step.batch.labels) };
        yield { delta, params };
      },
    };
    expect(sizesOf([spoilt()], twice).sizes).toEqual([[true, true, false, true]]);
  });
});
