import * as tf from '@tensorflow/tfjs-core';
import type { Pieces } from '../cluster/pieces.ts';
import type { Loss } from '../contract/loss.ts';
import type { Model } from '../contract/model.ts';
import type { Round } from '../contract/step.ts';
import type { PluginDriver } from '../hooks/driver.ts';
import { cleanRound } from '../hooks/rounds-of.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Given } from '../recording/work.ts';
import { liveStep } from './begin-step.ts';
import type { Derivatives, LiveStep } from './live-step.ts';
import type { PendingStep } from './pending-step.ts';
import { RoundSum } from './round-sum.ts';

/** The optimizer step that a batch belongs to. */
export interface StepOfBatch {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly driver: PluginDriver;
  readonly loss: Loss;
  readonly pending: PendingStep;
  readonly index: number;
  /** Which batch of the step this is, from 0. */
  readonly place: number;
  readonly places: number;
  /** Whether the update follows. */
  readonly last: boolean;
  /** Where other processes have the rest of the batch. */
  readonly pieces: Pieces | undefined;
  /** Whether this one has none of it. */
  readonly idle: boolean;
}

/** One batch of an optimizer step: the method's rounds, and after the last batch the update. Gives the rounds' losses. */
export function takeBatch(given: Given, { driver, pending, optimizer, last, ...rest }: StepOfBatch): tf.Tensor1D {
  const { pieces } = rest;
  pieces?.cluster.begin();
  const step = liveStep({ ...given, ...rest });
  driver.each('beforeStep', step);
  const losses = takeRounds(step, driver, pending);
  if (last) pending.update(rest.model, optimizer, given.clock, unsummed(pieces, driver));
  return pieces?.total(pieces.weighted(losses)) ?? losses;
}

/** Where gradients of other processes are still to be added: plugins that change a round's are given sums already. */
export function unsummed(pieces: Pieces | undefined, driver: PluginDriver): Pieces | undefined {
  return driver.has('accumulate') ? undefined : pieces;
}

/** Takes the method's rounds, one after the other: adds their gradients to the optimizer step's, and gives their losses. */
function takeRounds(step: LiveStep, driver: PluginDriver, pending: PendingStep): tf.Tensor1D {
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
    const penalties = driver.all('penalty', step);
    return penalties.reduce((sum, penalty) => tf.add(sum, penalty), value);
  };
  return step.differentiate(penalised, delta, { weight: weight * batchWeight, ...(params && { params }) });
}
