import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mnist, pickImages } from '@advtrain/datasets';
import { engine, key } from '@advtrain/engine';
import { imageNets, initialImageParams } from '@advtrain/models';
import { linf } from '@advtrain/attacks';
import { adamw, linearDecay, Trainer } from '@advtrain/core';
import { fgsmEntry, pgd } from '@advtrain/pgd';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configured, imageTask, run } from '../../src/index.ts';
import type { Task } from '../../src/index.ts';
import { overfitsOneStep } from '../../src/guards/one-step.ts';
import { attackBriefly } from '../../src/run/watch/under-attack.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-one-step-'));
const net = 'fast-mnist';

/** A thousand digits and the small net of Wong et al. */
async function digits(): Promise<Task> {
  const { train, test: held } = await mnist();
  const some = (images: typeof train, count: number, from = 0) =>
    pickImages(
      images,
      Array.from({ length: count }, (_, i) => from + i),
    );
  return imageTask({
    title: 'a thousand digits',
    train: some(train, 1000),
    development: some(train, 100, 2000),
    test: some(held, 100),
    model: {
      title: net,
      fresh: (seed) => {
        const drawn = initialImageParams(net, key(seed));
        const made = imageNets[net].create(drawn);
        tf.dispose(drawn);
        return made;
      },
    },
  });
}

beforeAll(() => engine());

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('FGSM in a large ball learns to withstand its own step alone, which is seen, and a smaller ball removes it', async () => {
  const task = await digits();
  const trained = (radius: number) =>
    run(configured([fgsmEntry], { fgsm: { radius } })[0]!, 1, {
      task,
      training: { epochs: 30, batchSize: 64, learningRate: 2e-3, warmup: 0.1, weightDecay: 0, clipNorm: 0 },
      attack: { steps: 10, radii: [radius], headline: radius, examples: 100 },
      key: String(radius),
      checkpointSeconds: 1000,
      record: join(folder, 'record.jsonl'),
      checkpoint: join(folder, 'checkpoint'),
    });
  const large = await trained(0.3);
  expect(large.warnings).toMatchObject([
    {
      kind: 'catastrophic-overfitting',
      sentence: expect.stringMatching(
        /^At ε 0\.3, \d+\.\d % of 32 training examples withstand one step of attack, but \d+\.\d % five steps/,
      ) as string,
      advice: expect.stringContaining('make the radius smaller') as string,
    },
  ]);
  expect(large.accuracy['test']).toBeGreaterThan(0.4);
  expect(large.robust.at(-1)?.accuracy).toBeLessThan(0.1);
  const small = await trained(0.15);
  expect(small.warnings).toBeUndefined();
  expect(small.robust.at(-1)?.accuracy).toBeGreaterThan(0.3);
});

test('three moves of half the radius withstand five steps where one move of the whole does not', async () => {
  const task = await digits();
  const radius = 0.3;
  const steps = 350;
  /** A ball that grows to its radius, for at once a net would learn nothing. */
  const grown = (step: number) => radius * Math.min(1, Math.max(0, (step - 60) / 150));
  const trained = async (moves: number, stepSize: (step: number) => number) => {
    const model = await task.model(1);
    const optimizer = adamw({
      learningRate: linearDecay({ peak: 1e-3, total: 2 * steps, warmup: 40 }),
      weightDecay: 0,
    });
    const method = pgd({ ball: linf({ radius: grown, stepSize }), steps: moves, start: 'clean' });
    const trainer = new Trainer({ model, optimizer, plugins: [method], seed: 1 });
    const feed = task.train.feed({ batchSize: 64, seed: 1, used: 0 });
    for (const batch of feed.batches) {
      trainer.step(batch);
      if (trainer.index < steps) continue;
      const seen = attackBriefly(model, batch, { ball: { of: linf }, radius, examples: 64, step: steps });
      trainer.dispose();
      optimizer.dispose();
      model.dispose();
      return seen;
    }
    throw new Error('The digits ended.');
  };
  const one = await trained(1, grown);
  const several = await trained(3, (step) => grown(step) / 2);
  expect([overfitsOneStep(one, one), overfitsOneStep(several, several)]).toEqual([true, false]);
  expect(one.severalSteps).toBeLessThan(0.25);
  expect(several.severalSteps).toBeGreaterThan(0.3);
});
