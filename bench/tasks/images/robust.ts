import { autoAttack, pgd, type GradientAttack, type Outcome } from '@advtrain/attacks';
import { readTensorFile, tensorsFrom } from '@advtrain/core';
import { mnist, pickImages } from '@advtrain/datasets';
import { engine, key } from '@advtrain/engine';
import { imageSet } from '@advtrain/evaluate';
import { imageNets, imageParamsFromTorch } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { join } from 'node:path';
import type { RobustSettings } from '../../task-settings.ts';

const radius = 0.3;

/** What is left of the first test images of MNIST by PGD-50 and by AutoAttack, of a `fast-mnist` as `advtrain train` saves it, or in the layout of `fast_adversarial`. */
export async function robustBench({ folder, examples, json }: RobustSettings): Promise<void> {
  const { backend } = await engine();
  const { tensors } = await readTensorFile(join(folder, 'model.safetensors'));
  const params = 'conv1/kernel' in tensors ? tensorsFrom(tensors) : imageParamsFromTorch('fast-mnist', tensors);
  const model = imageNets['fast-mnist'].create(params);
  tf.dispose(params);
  const { test } = await mnist();
  const rows = Array.from({ length: examples }, (_, row) => row);
  const set = imageSet(pickImages(test, rows));
  const attacks: readonly GradientAttack[] = [
    pgd({ radius, steps: 50, stepSize: 0.01 }),
    autoAttack('standard', { radius }),
  ];
  if (!json) console.log(`${backend}, ℓ∞ ε ${radius}, the first ${examples} test images of MNIST, plain logits`);
  for (const attack of attacks) {
    const began = performance.now();
    const outcomes = await attack.run(model, set, { key: key(1), temperature: 1, batchSize: 250 });
    const found = summary(attack.name, outcomes, (performance.now() - began) / 1000);
    console.log(json ? JSON.stringify(found) : text(found));
  }
}

/** What an attack has left. */
interface Left {
  readonly attack: string;
  /** Shares in [0, 1]. */
  readonly clean: number;
  readonly held: number;
  /** Units of an image that is answered rightly, on average. */
  readonly units: number;
  readonly seconds: number;
}

function summary(attack: string, outcomes: readonly Outcome<unknown>[], seconds: number): Left {
  const right = outcomes.filter((outcome) => outcome.right);
  return {
    attack,
    clean: right.length / outcomes.length,
    held: outcomes.filter(({ broken }) => !broken).length / outcomes.length,
    units: right.reduce((sum, { units }) => sum + units, 0) / right.length,
    seconds,
  };
}

function text({ attack, clean, held, units, seconds }: Left): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return `${attack}: clean ${percent(clean)}, left ${percent(held)}, ${units.toFixed(0)} units an image, ${seconds.toFixed(0)} s`;
}
