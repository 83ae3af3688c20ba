import { adam, adamw, clip, sgd, type AdamOptions, type Optimizer } from '@advtrain/core';
import type { CaseFile, OptimizerOptions } from '../cases/case.ts';

/** What an optimizer was given: gradients after accumulation, before clipping and decay. */
export interface SeenUpdates {
  /** The gradient of the first update, by parameter. */
  readonly first: Map<string, Float32Array>;
  /** The global norm of each update. */
  readonly norms: number[];
}

/** The optimizer of a case, with its clipping, that notes what it is given. `updates` is how many there will be. */
export function optimizerOf(golden: CaseFile, updates: number): { optimizer: Optimizer; seen: SeenUpdates } {
  if (!golden.optimizer) throw new Error(`case.json of ${golden.name} names no optimizer.`);
  const bare = bareOptimizer(golden.optimizer, learningRate(golden, golden.optimizer, updates));
  const clipped = golden.clipNorm ? clip(golden.clipNorm, bare) : bare;
  const seen: SeenUpdates = { first: new Map(), norms: [] };
  const optimizer: Optimizer = {
    ...clipped,
    apply: (params, gradient, clock) => {
      const values = Object.entries(gradient).map(([name, tensor]) => [name, tensor.dataSync<'float32'>()] as const);
      if (!seen.norms.length) values.forEach(([name, value]) => seen.first.set(name, value));
      seen.norms.push(Math.sqrt(values.reduce((sum, [, value]) => sum + squares(value), 0)));
      clipped.apply(params, gradient, clock);
    },
  };
  return { optimizer, seen };
}

/** The rate of each update; a list that is shorter than the updates counts batches, as FreeAT's official code. */
function learningRate(golden: CaseFile, { learningRate: rate }: OptimizerOptions, updates: number) {
  const rates = golden.learningRatePerUpdate;
  if (!rates) return rate;
  const each = updates / rates.length;
  if (!Number.isInteger(each)) {
    throw new Error(`learningRatePerUpdate of ${golden.name} has ${rates.length} entries for ${updates} updates.`);
  }
  return (index: number): number => rates[Math.floor(index / each)] ?? rate;
}

function bareOptimizer(options: OptimizerOptions, learningRate: number | ((index: number) => number)): Optimizer {
  const { name, momentum = 0, weightDecay = 0, betas = [0.9, 0.999], eps = 1e-8, decayExclude = [] } = options;
  const decays = (parameter: string): boolean => !decayExclude.some((part) => parameter.includes(part));
  if (name === 'sgd') return sgd({ learningRate, momentum, weightDecay, decays });
  const epsilonForm = oneOf('epsForm', options.epsForm, ['afterBiasCorrection', 'beforeBiasCorrection']);
  const decayOrder = oneOf('decayOrder', options.decayOrder, ['before', 'after']);
  const [beta1, beta2] = betas;
  const adaptive: AdamOptions = {
    learningRate,
    beta1,
    beta2,
    epsilon: eps,
    weightDecay,
    decays,
    epsilonForm,
    decayOrder,
  };
  if (name === 'adam') return adam(adaptive);
  if (name === 'adamw') return adamw(adaptive);
  throw new Error(`The optimizer is "${name}", but this runner knows sgd, adam and adamw.`);
}

/** An option that must be one of a few words; the first is the default. */
function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly [T, ...T[]]): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new Error(`${name} is "${value}", but must be one of ${allowed.join(', ')}.`);
  return found;
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
