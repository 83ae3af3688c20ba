import type { Params } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { adviceOn } from '../../guards/advice.ts';
import type { Ending } from './ending.ts';

/** Why training is over whose parameters are no numbers after its last step, of which no loss tells; `undefined` where all are. */
export function brokenParams(params: Params, step: number): Ending | undefined {
  const name = Object.keys(params).find((each) => !isSound(params[each]!));
  if (name === undefined) return undefined;
  return diverged(step, `After step ${step} not all parameters are numbers: "${name}" has others.`);
}

/** Why training is over whose model answers with what is no number. */
export function brokenAnswers(step: number): Ending {
  return diverged(step, `After step ${step} the model answers some development examples with what is no number.`);
}

function diverged(step: number, sentence: string): Ending {
  const advice = adviceOn('not-finite', { hasBall: true });
  return { status: 'diverged', warning: { kind: 'not-finite', step, sentence, advice } };
}

/** Zero times a number is zero, but NaN times what is none. */
function isSound(param: tf.Tensor): boolean {
  const [sum] = tf.tidy(() => tf.sum(tf.mul(param, constant(0))).dataSync<'float32'>());
  return sum === 0;
}
