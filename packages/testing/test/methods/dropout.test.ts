import { ascend, l2, linf, uniformNoise } from '@advtrain/attacks';
import { ema, natural, probe, sgd, Trainer, type Inputs, type Model, type Params, type Plugin } from '@advtrain/core';
import { attention, dropout, embedding, fold, key as rootKey, linear, normal, type Key } from '@advtrain/engine';
import { fgm } from '@advtrain/fgm';
import { freeat } from '@advtrain/freeat';
import { freelb, freelbPlusPlus } from '@advtrain/freelb';
import { fast, fgsm, pgd } from '@advtrain/pgd';
import { r3f } from '@advtrain/r3f';
import { proximal, smart } from '@advtrain/smart';
import { tavat } from '@advtrain/tavat';
import { trades } from '@advtrain/trades';
import { vat } from '@advtrain/vat';
import { yopo } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { onBackends, tensorsOf, textBatch } from '../../src/index.ts';

const width = 4;
const rate = 0.4;
const places = ['embeddings', 'probabilities', 'hidden', 'classifier'] as const;

/** A mask as it was drawn: in which place, and its numbers; `undefined` where there was no dropout. */
interface SeenMask {
  readonly place: (typeof places)[number];
  readonly mask: string | undefined;
}

/** A text model that drops in every place that a transformer does, and reports each mask that it drew. */
function reporting(seen: SeenMask[]): Model & { dispose(): void } {
  const names = ['words', 'query', 'value', 'dense', 'classifier'];
  const params = Object.fromEntries(
    names.map((name) => [name, tf.variable(normal([name === 'words' ? 12 : width, width], fold(rootKey(5), name)))]),
  );
  const drop = (place: SeenMask['place'], x: tf.Tensor, key?: Key): tf.Tensor => {
    const own = key && fold(key, place);
    const mask = own && dropout(tf.onesLike(x), rate, own).dataSync().join();
    seen.push({ place, mask });
    return dropout(x, rate, own);
  };
  const mixed = (p: Params, x: tf.Tensor, key?: Key): tf.Tensor => {
    const [batch, length] = x.shape as [number, number];
    const heads = (h: tf.Tensor): tf.Tensor => tf.reshape(h, [batch, 1, length, width]);
    const own = key && fold(key, 'probabilities');
    const shape: [number, number, number, number] = [batch, 1, length, length];
    seen.push({ place: 'probabilities', mask: own && dropout(tf.ones(shape), rate, own).dataSync().join() });
    const bias = tf.zeros([batch, 1, 1, length]);
    const given = { bias, rate, ...(own && { key: own }) };
    const context = attention(heads(linear(x, p['query']!)), heads(x), heads(linear(x, p['value']!)), given);
    return tf.add(x, tf.reshape(context, x.shape));
  };
  return {
    params,
    blocks: 1,
    stemShare: () => 0.5,
    hiddenShape: (x) => [...x],
    embed: (p, { values }: Inputs) => embedding(p['words']!, values),
    stem: (p, x, _, key) => drop('hidden', linear(mixed(p, drop('embeddings', x, key), key), p['dense']!), key),
    trunk: (p, hidden, _, key) =>
      linear(drop('classifier', tf.mean(tf.tanh(hidden), 1), key), p['classifier']!) as tf.Tensor2D,
    dispose: () => tf.dispose(params),
  };
}

const ball = l2({ radius: 1, stepSize: 0.3, start: 0.2 });
const noise = uniformNoise(0.1);

/** Each method, how often it evaluates the stem in a step, and how often without dropout. */
const methods: [name: string, make: (model: Model) => Plugin[], passes: number, calm: number][] = [
  ['natural', () => [natural()], 1, 0],
  ['FreeLB-3', () => [freelb({ ball })], 3, 0],
  ['FreeLB++', () => [freelbPlusPlus({ steps: 4 })], 4, 0],
  ['PGD-3', () => [pgd({ ball })], 4, 0],
  ['FGSM', () => [fgsm({ ball })], 2, 0],
  ['Fast', () => [fast({ ball: linf({ radius: 0.1, stepSize: 0.1 }) })], 2, 0],
  ['Fast, carried', () => [fast({ ball, start: 'previous' })], 2, 0],
  ['FreeAT', () => [freeat({ ball, replays: 1 })], 1, 0],
  ['YOPO-3-2', () => [yopo({ ball })], 7, 0],
  ['YOPO-2-2, doubled', () => [yopo({ ball, outer: 2, stemGradient: 'both' })], 8, 0],
  ['FGM', () => [fgm({ ball })], 2, 0],
  ['VAT', () => [vat({ radius: 0.3, iterations: 2 })], 4, 0],
  ['SMART', () => [smart({ ball, noise })], 4, 0],
  ['R3F', () => [r3f({ noise })], 2, 0],
  ['TRADES', () => [trades({ ball, steps: 2 })], 5, 3],
  ['TAVAT', () => [tavat({ vocabulary: 12, radius: 1, stepSize: 0.3, start: 0.1 })], 3, 0],
  [
    'FreeLB-2 beside a teacher',
    (model) => {
      const teacher = ema({ model, decay: 0.9 });
      return [freelb({ ball, steps: 2 }), teacher, proximal({ teacher })];
    },
    5,
    0,
  ],
];

onBackends(['native', 'wasm'], () => {
  describe.each(methods)('%s', (_, make, passes, calm) => {
    const steps = (): SeenMask[][] => {
      const seen: SeenMask[] = [];
      const model = reporting(seen);
      const batches = [0, 1, 2].map(() => textBatch());
      const trainer = new Trainer({
        model,
        optimizer: sgd({ learningRate: 0 }),
        plugins: make(model),
        seed: 7,
        compile: 'off',
      });
      const found = batches.map((batch) => {
        seen.length = 0;
        trainer.step(batch);
        return [...seen];
      });
      trainer.dispose();
      model.dispose();
      tf.dispose(batches.flatMap(tensorsOf));
      return found;
    };

    test('all masks of a step are shared by all its passes, in every place, and are its own', () => {
      const found = steps();
      for (const place of places) {
        const drawn = found.map((step) => step.filter((each) => each.place === place).map(({ mask }) => mask));
        for (const masks of drawn) {
          if (place !== 'classifier') expect(masks).toHaveLength(passes);
          expect(masks.filter((mask) => mask === undefined)).toHaveLength(calm);
          expect(new Set(masks.filter((mask) => mask !== undefined)).size).toBe(1);
          expect(masks.find((mask) => mask !== undefined)).toMatch(/\b0\b/);
        }
        expect(new Set(drawn.map((masks) => masks.find((mask) => mask !== undefined))).size).toBe(3);
      }
    });

    test('places have masks of their own', () => {
      const [step] = steps();
      const [embeddings, hidden] = (['embeddings', 'hidden'] as const).map((place) =>
        step!.find((each) => each.place === place && each.mask !== undefined),
      );
      expect(embeddings!.mask).not.toBe(hidden!.mask);
    });
  });

  test('at evaluation there are none, attacked or not', () => {
    const seen: SeenMask[] = [];
    const model = reporting(seen);
    const batch = textBatch();
    tf.tidy(() => {
      const site = probe(model, batch, { key: rootKey(1) });
      site.logits();
      ascend(site, { ball, steps: 1 });
    });
    expect(seen).toHaveLength(8);
    expect(seen.every(({ mask }) => mask === undefined)).toBe(true);
    model.dispose();
    tf.dispose(tensorsOf(batch));
  });
});
