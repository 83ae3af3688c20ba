import type { Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { checked } from '../options/checked.ts';
import { aFunction, anInterval, needed, numberThat, type RulesOf } from '../options/rules.ts';
import { tensorsByName } from '../options/tensor-rules.ts';
import type { Inputs, Model, Params } from './model.ts';

/** What a function of a model is given besides parameters and values. */
export interface Passing {
  /** What the model reads, as the batch has it. */
  readonly inputs: Inputs;
  /** What dropout follows from: `dropout(x, rate, fold(key, 'a name'))`. Undefined where there is to be none. */
  readonly key: Key | undefined;
}

/** What {@link fromFunction} makes a model of. */
export interface FunctionOptions {
  /** The parameters: variables train as they are, other tensors are copied into variables. */
  readonly params: Params;
  /**
   * Inputs → x, to which perturbations are added: `({ table }, { values }) => embedding(table, values)` for token ids. Default: the values themselves.
   *
   * @param params θ by name.
   * @param inputs the batch's inputs.
   */
  readonly embed?: (params: Params, inputs: Inputs) => tf.Tensor;
  /**
   * x, perturbed → logits [B, C]; behind `stem`, where there is one. A pure function: it reads no value back and draws by the key alone.
   *
   * @param params θ by name.
   * @param x the embedded point with δ added, in the shape of `embed`'s result; the stem's output where there is a stem.
   * @param passing the batch's inputs, and the key of random draws.
   */
  readonly logits: (params: Params, x: tf.Tensor, passing: Passing) => tf.Tensor2D;
  /**
   * The first layer, which YOPO treats apart: x → hidden. Default: none, and YOPO's depth is 0. What shape it gives is found by
   * running it on zeros, once for each shape of x, with nothing but them as inputs.
   *
   * @param params θ by name.
   * @param x the embedded point with δ added, in the shape of `embed`'s result.
   * @param passing the batch's inputs, and the key of random draws.
   */
  readonly stem?: (params: Params, x: tf.Tensor, passing: Passing) => tf.Tensor;
  /** The share of the multiplications that the stem has, in [0, 1]: YOPO's costs are stated with it. Needed with `stem`. */
  readonly stemShare?: number;
  /** The interval that x + δ must stay in: `[0, 1]` for pixels. Default: none. */
  readonly domain?: readonly [low: number, high: number];
}

const rules: RulesOf<FunctionOptions> = {
  params: needed(tensorsByName),
  embed: aFunction('parameters and inputs'),
  logits: needed(aFunction('parameters, x and what else a pass has')),
  stem: aFunction('parameters, x and what else a pass has'),
  stemShare: numberThat('in [0, 1]', (share) => share >= 0 && share <= 1),
  domain: anInterval,
};

/**
 * A classifier of a function of your own, as methods take it. Throws one sentence where an option is none.
 * Variables among `params` are the model's parameters themselves; other tensors stay the caller's, and their copies are.
 *
 * @param options the parameters and the functions of them; `logits` is needed.
 */
export function fromFunction(options: FunctionOptions): Model {
  const { params, embed, logits, stem, stemShare, domain } = checked('fromFunction', options, rules);
  if (stem !== undefined && stemShare === undefined)
    throw new Error(
      'fromFunction needs stemShare where there is a stem: the share of the multiplications that it has.',
    );
  const variables = Object.entries(params).map(([name, tensor]) => [name, asVariable(tensor)] as const);
  const through = (given: Params, x: tf.Tensor, inputs: Inputs, key: Key | undefined): tf.Tensor =>
    stem ? stem(given, x, { inputs, key }) : x;
  const own = Object.fromEntries(variables);
  const behind = shapesBehind((x) => through(own, x, { values: x }, undefined));
  return {
    params: own,
    blocks: stem ? 1 : 0,
    ...(domain && { domain }),
    stemShare: (depth) => (depth > 0 ? (stemShare ?? 0) : 0),
    hiddenShape: (shape, depth = 1) => (depth > 0 && stem ? behind(shape) : [...shape]),
    embed: (given, inputs) => (embed ? embed(given, inputs) : inputs.values),
    stem: (given, x, inputs, key, depth = 1) => (depth > 0 ? through(given, x, inputs, key) : x),
    trunk: (given, hidden, inputs, key, depth = 1) =>
      logits(given, depth > 0 ? hidden : through(given, hidden, inputs, key), { inputs, key }),
  };
}

function asVariable(tensor: tf.Tensor): tf.Variable {
  return tensor instanceof tf.Variable ? (tensor as tf.Variable) : tf.variable(tensor, true);
}

/** The shapes of a function's results by those of its arguments. */
function shapesBehind(f: (x: tf.Tensor) => tf.Tensor): (shape: readonly number[]) => number[] {
  const known = new Map<string, readonly number[]>();
  return (shape) => {
    const found = known.get(shape.join()) ?? tf.tidy(() => f(tf.zeros([...shape])).shape);
    known.set(shape.join(), found);
    return [...found];
  };
}
