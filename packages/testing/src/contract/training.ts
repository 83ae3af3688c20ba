import { adamw, sgd, tensorsOf, Trainer } from '@advtrain/core';
import type { Batch, Cluster, Compile, Lengths, Model, Optimizer, Plugin, TaskKind } from '@advtrain/core';
import { fold, key, type Key, type Wire } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { imageBatch, textBatch } from '../tiny/batches.ts';
import type { Disposable } from '../tiny/initial-variables.ts';
import { tinyImage } from '../tiny/image.ts';
import { tinyInPart, type parts } from '../tiny/in-part.ts';
import { tinyText, type TinyRows } from '../tiny/text.ts';

/** The kinds of tiny model: of texts, of their tokens, of answers in them, and of images; the others are texts', and train in part. */
export type Kind = 'text' | 'tokens' | 'answers' | 'image' | keyof typeof parts;

const rowsOf: Readonly<Partial<Record<Kind, TinyRows>>> = { tokens: 'tokens', answers: 'ends' };

/** The kind of tiny model that is for a kind of task. */
export function modelOf(task: TaskKind): Kind {
  if (task === 'images') return 'image';
  return task === 'token-classification' ? 'tokens' : task === 'question-answering' ? 'answers' : 'text';
}

/**
 * A tiny model of a kind.
 *
 * @param kind text or image.
 * @param options `key`, what its parameters follow from, and `rate`, that of dropout. Default: the model's own.
 */
export function tinyModel(
  kind: Kind,
  options: { readonly key?: Key; readonly rate?: number } = {},
): Model & Disposable {
  if (kind === 'image') return tinyImage(options);
  if (kind === 'text' || kind === 'tokens' || kind === 'answers')
    return tinyText({ ...options, rows: rowsOf[kind] ?? 'texts' });
  return tinyInPart(kind, options);
}

/** How long the x of tiny models are taken to be: powers of 2, so that shares of them are exact. */
export const lengths: Lengths = { example: 4, token: 2, entry: 1 };

/**
 * Four batches for a tiny model, of unlike lengths, the last one short. The caller disposes them.
 *
 * @param kind text or image.
 */
export function fourBatches(kind: Kind): Batch[] {
  return [
    [4, 5],
    [4, 3],
    [4, 6],
    [2, 4],
  ].map(([examples, length], i) => {
    const size = { key: fold(key(5), i), examples: examples!, length: length! };
    return kind === 'image' ? imageBatch(size) : textBatch({ ...size, rows: rowsOf[kind] ?? 'texts' });
  });
}

/** What a run left behind, as plain numbers. */
export interface Trained {
  /** The losses of all rounds, step by step. */
  readonly losses: readonly (readonly number[])[];
  /** The parameters by name. */
  readonly params: Readonly<Record<string, Float32Array>>;
}

/** How a run goes. */
export interface RunOptions {
  readonly kind: Kind;
  /**
   * The method and the observers, made for the run's own model.
   *
   * @param model the tiny model of the run.
   */
  readonly plugins: (model: Model) => readonly Plugin[];
  /** Default 7. */
  readonly seed?: number;
  /** Dropout rate. Default 0.2. */
  readonly rate?: number;
  /** Default: SGD with a rate of 0.3, which shows every difference of the gradients. */
  readonly optimizer?: Optimizer;
  /**
   * The same, made for the run's own model.
   *
   * @param model the tiny model of the run.
   */
  readonly optimizerFor?: (model: Model) => Optimizer;
  /** How many of the batches it takes. Default: all four. */
  readonly batches?: number;
  /** Passes over the batches. Default 1. */
  readonly epochs?: number;
  /** Default: `off`, since recording takes longer than the few steps of a tiny model. */
  readonly compile?: Compile;
  /** The processes that train together. Default: this one. */
  readonly cluster?: Cluster | undefined;
  /** What gradients are rounded to between them. Default `fp32`. */
  readonly wire?: Wire;
  /** The Trainer's `accumulate`. Default 1. */
  readonly accumulate?: number;
  /**
   * Called after each step with its number and who took it.
   *
   * @param step from 0 on.
   * @param trainer the run's own, after the step.
   */
  readonly after?: (step: number, trainer: Trainer) => void;
}

/**
 * Trains a new tiny model on {@link fourBatches}, and frees everything.
 *
 * @param options the kind, the plugins, the seed, and how long.
 */
export function trained(options: RunOptions): Trained {
  const {
    kind,
    plugins,
    seed = 7,
    rate = 0.2,
    optimizer,
    epochs = 1,
    compile = 'off',
    cluster,
    wire = 'fp32',
    accumulate = 1,
    after,
  } = options;
  const model = tinyModel(kind, { rate });
  const batches = fourBatches(kind);
  const taken = batches.slice(0, options.batches);
  const moves = optimizer ?? options.optimizerFor?.(model) ?? sgd({ learningRate: 0.3 });
  const trained = { model, optimizer: moves, plugins: plugins(model), seed, compile, cluster, wire, accumulate };
  const trainer = new Trainer(trained);
  try {
    const losses: (readonly number[])[] = [];
    for (let epoch = 0; epoch < epochs; epoch++)
      for (const result of trainer.fit(taken)) {
        losses.push(result.losses());
        after?.(result.index, trainer);
      }
    return { losses, params: values(model.params) };
  } finally {
    trainer.dispose();
    moves.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}

/** The optimizer with the most state. */
export function stateful(): Optimizer {
  return adamw({ learningRate: (index) => 0.02 / (index + 1), weightDecay: 0.1 });
}

/**
 * Tensors as plain numbers.
 *
 * @param tensors by name; they stay the caller's.
 */
export function values(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, Float32Array.from(tensor.dataSync())]),
  );
}

/**
 * The largest difference between tensors of the same names and sizes; `Infinity` where those differ.
 *
 * @param a numbers by name.
 * @param b numbers by name.
 */
export function gap(
  a: Readonly<Record<string, ArrayLike<number>>>,
  b: Readonly<Record<string, ArrayLike<number>>>,
): number {
  if (Object.keys(a).sort().join() !== Object.keys(b).sort().join()) return Infinity;
  return Object.entries(a).reduce((most, [name, left]) => {
    const right = b[name]!;
    if (left.length !== right.length) return Infinity;
    const each = Array.from(left, (value, i) => Math.abs(value - right[i]!));
    // A NaN is no agreement.
    return each.reduce((largest, value) => (value <= largest ? largest : value >= 0 ? value : Infinity), most);
  }, 0);
}
