import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../contract/model.ts';
import type { Step } from '../contract/step.ts';
import { nearest } from '../options/nearest.ts';
import { aFunction } from '../options/rules.ts';
import { shown } from '../options/shown.ts';
import { aScalar, tensorsByName } from '../options/tensor-rules.ts';

/** What must be returned, by the name of the hook or of what it makes: ends the sentence "… but must return …" for what they must not. */
const musts: Readonly<Record<string, (value: unknown, args: readonly unknown[]) => string | undefined>> = {
  'loss rewritten': aFunction('logits and labels'),
  loss: aScalar,
  penalty: aScalar,
  accumulate: (value, args) => gradientMust(value, args[0] as Params, args[1] as Step),
  'state.save': tensorsByName,
};

/** Refuses what a hook must not return, of which training would make nothing, or an error that names no plugin. */
export function checkReturned(what: string, value: unknown, args: readonly unknown[]): void {
  const must = value instanceof Promise ? 'at once, for a step cannot wait' : musts[what]?.(value, args);
  if (must !== undefined) throw new Error(`it returns ${shown(value)}, but must return ${must}.`);
}

/** A parameter that is left out does not move; where none is left, nothing would. */
function gradientMust(value: unknown, given: Params, { model }: Step): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof tf.Tensor)
    return "∂/∂θ by the parameters' names, as it gets it";
  const found = Object.entries(value as Readonly<Record<string, unknown>>);
  if (found.length === 0 && Object.keys(given).length > 0)
    return 'the gradient of a parameter at least, or nothing is trained';
  for (const [name, tensor] of found) {
    const theta = model.params[name];
    if (!theta)
      return `∂/∂θ by the parameters' names, of which "${name}" is none${nearest(name, Object.keys(model.params))}`;
    if (!(tensor instanceof tf.Tensor) || !tf.util.arraysEqual((tensor as tf.Tensor).shape, theta.shape))
      return `a tensor [${theta.shape.join()}] as "${name}", which is ${shown(tensor)}`;
  }
  return undefined;
}
