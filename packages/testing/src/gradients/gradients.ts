import { Trainer, type Batch, type Optimizer, type Plugin, type TrainerOptions } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { tinyModel, values, type Kind } from '../contract/training.ts';

/** Numbers by parameter name. */
export type Numbers = Record<string, Float32Array>;

/** An optimizer that moves nothing and keeps what it was given. */
export function collector(): Optimizer & { readonly gradients: readonly Numbers[] } {
  const gradients: Numbers[] = [];
  return {
    gradients,
    apply: (_, gradient) => void gradients.push(values(gradient)),
    state: { save: () => ({}), load: () => undefined },
    dispose: () => undefined,
  };
}

/** How {@link gradientsOf} trains. */
export interface GradientOptions extends Partial<Pick<TrainerOptions, 'accumulate' | 'average' | 'seed'>> {
  readonly kind: Kind;
  readonly batches: readonly Batch[];
  readonly plugins: readonly Plugin[];
  /** Dropout rate. Default 0. */
  readonly rate?: number;
}

/** What {@link gradientsOf} finds. */
export interface FoundGradients {
  /** What reached the optimizer, step by step. */
  readonly gradients: readonly Numbers[];
  /** The losses of the rounds, step by step. */
  readonly losses: readonly (readonly number[])[];
}

/**
 * Trains a new tiny model whose parameters stay, and gives the gradients that would have moved them.
 *
 * @param options the kind, the batches, the plugins, and how a step is put together.
 */
export function gradientsOf(options: GradientOptions): FoundGradients {
  const { kind, batches, plugins, rate = 0, seed = 7, accumulate = 1, average = 'batch' } = options;
  const model = tinyModel(kind, { rate });
  const optimizer = collector();
  const trainer = new Trainer({ model, optimizer, plugins, seed, accumulate, average, compile: 'off' });
  const losses = Array.from(trainer.fit(batches), (result) => result.losses());
  trainer.dispose();
  model.dispose();
  return { gradients: optimizer.gradients, losses };
}

/**
 * The same method, and every δ at which it takes a round.
 *
 * @param method one that has `perturb`.
 */
export function watched(method: Plugin): Plugin & { readonly deltas: readonly Float32Array[] } {
  const deltas: Float32Array[] = [];
  return {
    ...method,
    deltas,
    *perturb(step) {
      const rounds = method.perturb!(step);
      let round = rounds.next();
      while (!round.done) {
        deltas.push(Float32Array.from(round.value.delta.dataSync()));
        const gradient = yield round.value;
        round = rounds.next(gradient);
      }
    },
  };
}

/**
 * A method of one round, at a given δ.
 *
 * @param delta numbers in the order of x, for every batch.
 */
export function roundAt(delta: ArrayLike<number>): Plugin {
  return {
    name: 'one round',
    *perturb(step) {
      yield { delta: tf.tensor(Float32Array.from(delta), step.x.shape) };
    },
  };
}

/**
 * Σ weight · numbers, name by name.
 *
 * @param terms each numbers by the same names.
 */
export function combined(terms: readonly (readonly [weight: number, numbers: Numbers])[]): Numbers {
  const names = Object.keys(terms[0]![1]);
  return Object.fromEntries(
    names.map((name) => [
      name,
      terms[0]![1][name]!.map((_, i) => terms.reduce((sum, [weight, numbers]) => sum + weight * numbers[name]![i]!, 0)),
    ]),
  );
}

/**
 * Examples `from` … `to` − 1 of a batch.
 *
 * @param batch its inputs and labels, which stay the caller's.
 * @param from the first, from 0 on.
 * @param to behind the last.
 */
export function rowsOf({ inputs, labels }: Batch, from: number, to: number): Batch {
  const rows = <T extends tf.Tensor>(tensor: T): T =>
    tf.slice(tensor, [from, ...tensor.shape.slice(1).map(() => 0)], [to - from, ...tensor.shape.slice(1)]);
  return {
    inputs: { values: rows(inputs.values), ...(inputs.mask && { mask: rows(inputs.mask) }) },
    labels: rows(labels),
  };
}
