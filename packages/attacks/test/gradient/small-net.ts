import type { Batch, Model } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';

/** A trace of an attack, as `reference/attacks.py` writes it. */
export interface Trace {
  readonly attack: string;
  readonly objective?: string;
  readonly norm: 'l2' | 'linf';
  readonly radius: number;
  /** Whether pixels stay in [0, 1] in l2 too, as all in ℓ∞ do. */
  readonly bounded?: boolean;
  readonly labels: readonly number[];
  readonly target?: number;
  readonly steps?: number;
  readonly searches?: number;
  readonly queries?: number;
  readonly stepSize?: number;
  readonly learningRate?: number;
  readonly initial?: number;
  /** δ of some steps, [B, 36]. */
  readonly seen?: Readonly<Record<string, number[][]>>;
  /** The objective of every step, [steps + 1, B]. */
  readonly values?: number[][];
  readonly nearest?: number[];
  readonly best?: number[][];
  readonly first?: number[][][];
  readonly draws?: number[][][];
  readonly last?: number[][][];
  readonly most?: number[];
  /** Pictures of several channels, [B, 6, 6, C], and what the net takes of each channel. */
  readonly pictures?: number[][][][];
  readonly mix?: number[];
  readonly row?: number;
  readonly tolerance?: number;
}

interface Traces {
  readonly net: Readonly<Record<'w1' | 'b1' | 'w2' | 'b2', number[] | number[][]>>;
  readonly linf: number[][];
  readonly l2: number[][];
  readonly side: number;
  readonly cases: readonly Trace[];
}

/** What the reference has computed. */
export const traces = JSON.parse(readFileSync(new URL('../fixtures/traces.json', import.meta.url), 'utf8')) as Traces;

/**
 * A net of two dense layers on pictures of 6 × 6, with a domain or without, and of several channels a `mix`; whoever makes it
 * disposes it.
 */
export function smallNet(isBounded: boolean, mix?: readonly number[]): Model & { dispose(): void } {
  const params = Object.fromEntries(
    Object.entries(traces.net).map(([name, values]) => [name, tf.variable(tf.tensor(values))]),
  );
  return {
    params,
    blocks: 1,
    ...(isBounded && { domain: [0, 1] as const }),
    stemShare: () => 1,
    hiddenShape: (x) => [...x],
    embed: (_, { values }) => values,
    stem: (_, x) => x,
    trunk: (given, x) => {
      const pixels = mix ? tf.sum(tf.mul(x, [...mix]), -1) : x;
      const flat: tf.Tensor2D = tf.reshape(pixels, [x.shape[0], -1]);
      const hidden = tf.tanh(tf.add(tf.matMul(flat, given['w1'] as tf.Tensor2D), given['b1']!));
      return tf.add(tf.matMul(hidden as tf.Tensor2D, given['w2'] as tf.Tensor2D), given['b2']!);
    },
    dispose: () => tf.dispose(params),
  };
}

/** The reference's inputs and labels. */
export function batchOf(trace: Trace): Batch {
  const { labels, row, pictures } = trace;
  const { side } = traces;
  if (pictures) return { inputs: { values: tf.tensor(pictures) }, labels: tf.tensor1d([...labels], 'int32') };
  const all = isOfPixels(trace) ? traces.linf : traces.l2;
  const inputs = row === undefined ? all : [all[row]!];
  return {
    inputs: { values: tf.tensor(inputs.flat(), [labels.length, side, side, 1]) },
    labels: tf.tensor1d([...labels], 'int32'),
  };
}

/** Whether a trace is of pixels in [0, 1]. */
export function isOfPixels({ norm, attack, bounded = false }: Trace): boolean {
  return norm === 'linf' || attack === 'Square' || bounded;
}
