import * as tf from '@tensorflow/tfjs-core';
import type { Round } from '../contract/step.ts';
import type { PluginDriver } from '../hooks/driver.ts';
import { cleanRound } from '../hooks/rounds-of.ts';
import type { Derivatives, LiveStep } from './live-step.ts';
import type { PendingStep } from './pending-step.ts';
import { RoundSum } from './round-sum.ts';

/** Takes the method's rounds of one batch: adds their gradients to the optimizer step's, and gives their losses. */
export function takeRounds(step: LiveStep, driver: PluginDriver, pending: PendingStep): tf.Tensor1D {
  driver.each('beforeStep', step);
  const perturb = driver.sole('perturb') ?? cleanRound;
  const rounds = perturb(step);
  const gradient = new RoundSum(step, driver, pending.gradient);
  const losses: tf.Scalar[] = [];
  try {
    let next = rounds.next();
    while (!next.done) {
      const round = next.value;
      const direction = tf.tidy(() => {
        const found = derivativesOf(round, step, driver, pending.weight);
        gradient.add(found);
        losses.push(tf.keep(found.value));
        return found.direction;
      });
      next = rounds.next(direction);
    }
    gradient.finish();
    return tf.stack(losses) as tf.Tensor1D;
  } finally {
    gradient.dispose();
    tf.dispose(losses);
  }
}

/** One forward and one backward pass: the objective with the plugins' penalties, and its derivatives where the round is. */
function derivativesOf(round: Round, step: LiveStep, driver: PluginDriver, batchWeight: number): Derivatives {
  const { delta, objective = step.objective, weight = 1, params } = round;
  const penalised = (point: tf.Tensor): tf.Scalar => {
    const value = objective(point);
    return driver.all('penalty', step).reduce((sum, penalty) => tf.add(sum, penalty), value);
  };
  return step.differentiate(penalised, delta, { weight: weight * batchWeight, ...(params && { params }) });
}
