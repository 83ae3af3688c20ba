import { l2 } from '@advtrain/attacks';
import {
  defaultsOf,
  sgd,
  Trainer,
  type Batch,
  type Inputs,
  type MethodEntry,
  type Model,
  type Plugin,
} from '@advtrain/core';
import { engine, fold, key } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import { encoder, initialParams, modelTypes, type Encoder, type ModelType } from '@advtrain/models';
import { tensorsOf, tinySubstitutes } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { methods } from '../../src/methods.ts';
import { tinyConfig } from '../../src/models/scratch.ts';

const lengths = { example: 4, token: 2, entry: 1 };
const steps = 2;

/** A tiny encoder of a family with dropout, wide weights so that every part matters, and three classes. */
function tiny(family: ModelType): Encoder {
  const config = {
    ...tinyConfig(family, 24, 12),
    hidden_size: 8,
    embedding_size: 8,
    intermediate_size: 12,
    num_labels: 3,
    initializer_range: 0.3,
    hidden_dropout_prob: 0.2,
    attention_probs_dropout_prob: 0.2,
    embedding_dropout: 0.2,
    mlp_dropout: 0.2,
    attention_dropout: 0.2,
    dropout: 0.2,
  };
  const params = initialParams(config, key(3));
  const model = encoder(config, params);
  tf.dispose(params);
  return model;
}

/** Three texts, of which the last is short. */
function batchOf({ config }: Encoder): Batch {
  const pad = config.pad_token_id;
  return {
    inputs: {
      values: tf.tensor2d([5, 6, 7, 8, 9, 1, 2, 3, 4, 11, 10, 9, pad, pad, pad], [3, 5], 'int32'),
      mask: tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0], [3, 5]),
    },
    labels: tf.tensor1d([0, 1, 2], 'int32'),
  };
}

function pluginsOf(entry: MethodEntry, model: Model): readonly Plugin[] {
  const subject = { kind: 'classification', model, lengths, substitutes: tinySubstitutes } as const;
  return entry.plugins(defaultsOf(entry.options), subject);
}

/** The losses of a few steps with a batch, and how they were computed. */
function run(model: Encoder, plugins: readonly Plugin[], compile: 'off' | 'function' = 'off') {
  const batch = batchOf(model);
  const optimizer = sgd({ learningRate: 0.05 });
  const trainer = new Trainer({ model, optimizer, plugins, seed: 7, compile });
  try {
    const losses: (readonly number[])[] = [];
    for (const result of trainer.fit(Array.from({ length: steps }, () => batch))) losses.push(result.losses());
    return { losses, how: trainer.execution.how };
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
    tf.dispose(tensorsOf(batch));
  }
}

/** A model that hands over how far from its embeddings each x is that its stem gets. */
function watchedBy(model: Encoder, see: (delta: tf.Tensor, inputs: Inputs) => void): Encoder {
  return {
    ...model,
    stem: (params, x, inputs, stream, depth) => {
      tf.tidy(() => {
        see(tf.sub(x, model.embed(params, inputs)), inputs);
      });
      return model.stem(params, x, inputs, stream, depth);
    },
  };
}

beforeAll(() => engine({ backend: 'native' }));

describe.each(modelTypes)('%s', (family) => {
  test.each(methods.map((entry) => [entry.name, entry] as const))(
    '%s is recorded with the losses that it has',
    (_, entry) => {
      const plain = tiny(family);
      const once = run(plain, pluginsOf(entry, plain));
      const other = tiny(family);
      const again = run(other, pluginsOf(entry, other), 'function');
      expect([once.how, again.how]).toEqual(['eager', 'function']);
      const own = once.losses.flat();
      expect(again.losses.flat()).toHaveLength(own.length);
      for (const [place, loss] of again.losses.flat().entries())
        expect(Math.abs(loss - own[place]!)).toBeLessThan(1e-4);
    },
  );

  test('the rounds of a step share all masks, and two steps share none', () => {
    const { losses } = run(tiny(family), [freelb({ ball: l2({ radius: 1, stepSize: 0 }), steps: 3 })]);
    for (const step of losses) expect(new Set(step).size).toBe(1);
    expect(new Set(losses.flat()).size).toBe(steps);
  });

  test.each(['pgd', 'freeat', 'yopo', 'freelb'])(
    'the perturbation of %s stays in its ball, and off padding',
    (name) => {
      const entry = methods.find((each) => each.name === name)!;
      const model = tiny(family);
      const plugins = pluginsOf({ ...entry, plugins: entry.plugins }, model);
      const norms: number[] = [];
      let outside = 0;
      const watched = watchedBy(model, (delta, { mask }) => {
        norms.push(...tf.sqrt(tf.sum(tf.square(delta), [1, 2])).dataSync());
        outside += tf.sum(tf.abs(tf.mul(delta, tf.expandDims(tf.sub(1, mask!), 2)))).dataSync()[0]!;
      });
      run(watched, plugins);
      const radius = (parseFloat(String(defaultsOf(entry.options)['radius'])) / 100) * lengths.example;
      expect(Math.max(...norms)).toBeGreaterThan(0);
      expect(Math.max(...norms)).toBeLessThan(radius * (1 + 1e-4));
      expect(outside).toBe(0);
    },
  );

  // Before a head that reads the first token alone the last layer computes no other, and draws a mask for no other: with the cut behind it for all.
  test.each([
    ['with masks', true],
    ['without', false],
  ])('wherever it is cut, %s, it gives the same', (_, drops) => {
    const model = tiny(family);
    const batch = batchOf(model);
    const logits = Array.from({ length: model.blocks + (drops ? 0 : 1) }, (_, depth) =>
      tf.tidy(() => {
        const stream = drops ? fold(key(9), 'step') : undefined;
        const x = model.embed(model.params, batch.inputs);
        const hidden = model.stem(model.params, x, batch.inputs, stream, depth);
        return Array.from(model.trunk(model.params, hidden, batch.inputs, stream, depth).dataSync());
      }),
    );
    expect(logits.length).toBeGreaterThan(1);
    for (const each of logits.slice(1))
      for (const [place, value] of each.entries()) expect(value).toBeCloseTo(logits[0]![place]!, 5);
    model.dispose();
    tf.dispose(tensorsOf(batch));
  });
});

test('TAVAT finds the table of word embeddings where it does not train', () => {
  const config = tinyConfig('bert', 24, 12);
  const params = initialParams(config, key(3));
  const model = encoder(config, params, { freeze: 'embeddings' });
  tf.dispose(params);
  expect(
    pluginsOf(
      methods.find(({ name }) => name === 'tavat')!,
      model,
    ),
  ).toHaveLength(1);
  model.dispose();
});
