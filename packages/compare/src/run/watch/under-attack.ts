import { ascend } from '@advtrain/attacks';
import type { Ball } from '@advtrain/attacks';
import { probe, uncounted } from '@advtrain/core';
import type { Batch, Model } from '@advtrain/core';
import { predictions } from '@advtrain/datasets';
import { fold, key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { UnderAttack } from '../../guards/one-step.ts';
import { firstRows } from './first-rows.ts';
import type { WatchedBall } from './watched-ball.ts';

/** Moves of the strong attack. */
const moves = 5;

/** What {@link attackBriefly} costs of as many examples as it takes, in units: two attacks, and a forward pass after each. */
export const attackUnits = 2 * (1 + moves) + 2;

/** How a batch is attacked: in what ball of what ε, and how many of its examples. */
interface BriefAttack {
  readonly ball: Pick<WatchedBall, 'of'>;
  readonly radius: number;
  readonly examples: number;
  /** Optimizer steps taken. */
  readonly step: number;
}

/**
 * Attacks the first examples of a batch in a ball, without dropout: by one step of its radius from the clean point (FGSM), and
 * by five of 2.5 · radius / 5 from a random start (PGD).
 */
export function attackBriefly(
  model: Model,
  batch: Batch,
  { ball: { of }, radius, examples, step }: BriefAttack,
): UnderAttack {
  const shares: number[] = [];
  tf.tidy(() => {
    const some = firstRows(batch, examples);
    const labels = some.labels.dataSync();
    const probed = probe(model, some, { key: fold(key(step), 'watch') });
    const right = (ball: Ball, steps: number, start: 'clean' | 'random') => {
      const answers = predictions(probed.logits(ascend(probed, { ball, steps, start })));
      const counted = labels.filter((label) => label !== uncounted).length;
      return answers.filter((answer, row) => answer === labels[row]).length / counted;
    };
    shares.push(right(of({ radius, stepSize: radius }), 1, 'clean'));
    shares.push(right(of({ radius, stepSize: (2.5 * radius) / moves, start: radius }), moves, 'random'));
  });
  const [oneStep = Number.NaN, severalSteps = Number.NaN] = shares;
  return { step, radius, examples: Math.min(examples, batch.inputs.values.shape[0]), oneStep, severalSteps };
}
