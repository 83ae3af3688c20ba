import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mnist, pickImages } from '@advtrain/datasets';
import { engine, key } from '@advtrain/engine';
import { imageNets, initialImageParams } from '@advtrain/models';
import { fgsmEntry } from '@advtrain/pgd';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configured, imageTask, run } from '../src/index.ts';
import type { Task } from '../src/index.ts';

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

test(
  'FGSM in a large ball learns to withstand its own step alone, which is seen, and a smaller ball removes it',
  { timeout: 240_000 },
  async () => {
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
  },
);
