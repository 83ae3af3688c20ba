import '@tensorflow/tfjs-backend-cpu';
import { l2 } from '@advtrain/attacks';
import { natural, sgd, Trainer } from '@advtrain/core';
import type { Plugin } from '@advtrain/core';
import { crossEntropy, key } from '@advtrain/engine';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { textTask } from '../src/index.ts';
import type { Task } from '../src/index.ts';

const config = {
  model_type: 'bert',
  vocab_size: 132,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 16,
  hidden_dropout_prob: 0.1,
  num_labels: 2,
};
const isHead = (name: string): boolean => name.startsWith('classifier.');

/** Of 128 sentences, each known by its first token, a seed trains on 64. Of the weights only the head is drawn by the seed, as where the rest is pretrained. */
function pretrainedTask(): Promise<Task> {
  const rows = Array.from({ length: 128 }, (_, row) => row);
  const examples = {
    texts: rows.map((row) => [4 + row, ...Array.from({ length: row % 9 }, (_, at) => 4 + at)].join(' ')),
    labels: rows.map((row) => row % 2),
    labelNames: ['no', 'yes'],
  };
  return textTask({
    title: 'sentences',
    train: examples,
    trainSize: 64,
    development: examples,
    encode: ({ texts }) => texts.map((text) => ({ ids: text.split(' ').map(Number) })),
    padId: 0,
    maxLength: 16,
    model: {
      title: 'BERT of 2 layers × 8',
      fresh: (seed) => {
        const body = initialParams(config, key(0));
        const drawn = initialParams(config, key(seed));
        const params = Object.fromEntries(
          Object.entries(body).map(([name, tensor]) => [name, isHead(name) ? drawn[name]! : tensor]),
        );
        const model = encoder(config, params);
        tf.dispose([body, drawn]);
        return model;
      },
    },
  });
}

/** What chance decides in a run, as text. */
interface Chances {
  head: string;
  masks: string;
  order: string;
  composition: string;
  delta: string;
  split: string;
}

const text = (tensor: tf.Tensor): string => [...tensor.dataSync()].join();

/** Of a tensor [B, T, D], what no other sentence's length changes. */
const firstToken = (tensor: tf.Tensor): string => `${text(tf.slice(tensor, [0, 0, 0], [1, 1, 8]))} `;

/** Two epochs of training with a seed, looked at. */
async function chancesOf(task: Task, seed: number): Promise<Chances> {
  const model = await task.model(seed);
  const ball = l2({ radius: 1, stepSize: 0.1, start: 0.5 });
  const batches: number[][] = [];
  const seen = { masks: '', delta: '' };
  const looker: Plugin = {
    name: 'looker',
    beforeStep: (step) => {
      const ids = (step.batch.inputs.values as tf.Tensor2D).arraySync();
      batches.push(ids.map(([first = -1]) => first));
      // Parameters of ones make every sentence the same point: what differs then is which units are dropped.
      const params = Object.fromEntries(Object.entries(step.params).map(([name, p]) => [name, tf.onesLike(p)]));
      seen.masks += firstToken(step.with({ params }).stem());
      seen.delta += firstToken(tf.sign(ball.start(step)));
    },
  };
  const optimizer = sgd({ learningRate: 0.1 });
  const trainer = new Trainer({
    model,
    optimizer,
    loss: crossEntropy,
    seed,
    plugins: [natural(), looker],
    compile: 'off',
  });
  const initial = Object.entries(model.params).filter(([name]) => isHead(name));
  const chances = { head: initial.map(([, tensor]) => text(tensor)).join() };
  const feed = task.train.feed({ batchSize: 8, seed, used: 0 });
  for (const _ of trainer.fit(feed.batches)) if (trainer.index === 16) break;
  await feed.close();
  trainer.dispose();
  optimizer.dispose();
  model.dispose();
  const sets = batches.map((batch) => batch.toSorted((a, b) => a - b).join());
  return {
    ...chances,
    ...seen,
    order: batches.flat().join(),
    composition: sets.toSorted().join(' '),
    split: batches
      .slice(0, 8)
      .flat()
      .toSorted((a, b) => a - b)
      .join(),
  };
}

const task = await pretrainedTask();
const one = await chancesOf(task, 1);
const again = await chancesOf(task, 1);
const two = await chancesOf(task, 2);

describe.each(['head', 'masks', 'order', 'composition', 'delta', 'split'] as const)('%s', (chance) => {
  test('is another for another seed', () => {
    expect(one[chance]).not.toBe('');
    expect(two[chance]).not.toBe(one[chance]);
  });

  test('is the same for the same seed', () => {
    expect(again[chance]).toBe(one[chance]);
  });
});

test('a sample of another seed shares about as many examples as chance has it', () => {
  const rows = one.split.split(',');
  const shared = two.split.split(',').filter((row) => rows.includes(row));
  // Hypergeometric: 32 of 64 are expected, with a standard deviation of 2.8.
  expect(Math.abs(shared.length - 32)).toBeLessThan(12);
});

test('a sample has as many examples of each class, and an epoch has each of them once', () => {
  const first = one.split.split(',').map(Number);
  expect(new Set(first).size).toBe(64);
  expect(first.filter((id) => (id - 4) % 2 === 0)).toHaveLength(32);
  expect(task.info.trainExamples).toBe(64);
});
