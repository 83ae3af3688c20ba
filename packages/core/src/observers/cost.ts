import * as tf from '@tensorflow/tfjs-core';
import type { Pass, Plugin } from '../contract/plugin.ts';

/** What a run has spent, in units: forward 1, backward to inputs 1, backward to weights 1, of the whole model each. */
export interface Ledger {
  /** All units so far. */
  readonly units: number;
  /** Units by kind of pass. */
  readonly byKind: Readonly<Record<Pass['kind'], number>>;
  /** Optimizer steps so far. */
  readonly steps: number;
  /** Seconds since the first pass; of a run that was resumed, without those between the checkpoint and the next pass. */
  readonly seconds: number;
}

/** An observer that counts what a run spends. A checkpoint keeps its figures, and a resumed run goes on from them. */
export function costLedger(): Plugin & { readonly ledger: Ledger } {
  const byKind = { forward: 0, inputs: 0, weights: 0 };
  let [steps, earlier, started]: [number, number, number | undefined] = [0, 0, undefined];
  const seconds = (): number => earlier + (started === undefined ? 0 : (performance.now() - started) / 1000);
  return {
    name: 'cost',
    onPass: ({ kind, share }) => {
      started ??= performance.now();
      byKind[kind] += share;
    },
    afterStep: () => void steps++,
    state: {
      save: () => ({ spent: halves([byKind.forward, byKind.inputs, byKind.weights, steps, seconds()]) }),
      load: ({ spent }) => {
        [byKind.forward, byKind.inputs, byKind.weights, steps, earlier] = whole(spent);
        started = undefined;
        spent?.dispose();
      },
    },
    get ledger() {
      const units = byKind.forward + byKind.inputs + byKind.weights;
      return { units, byKind: { ...byKind }, steps, seconds: seconds() };
    },
  };
}

type Spent = [forward: number, inputs: number, weights: number, steps: number, seconds: number];

/** Numbers of 64 bits as a tensor of their halves: a float32 would round a sum of many shares. */
function halves(numbers: Spent): tf.Tensor {
  return tf.tensor1d(new Int32Array(Float64Array.from(numbers).buffer), 'int32');
}

/** The numbers that {@link halves} took apart; zeros where a checkpoint has none. */
function whole(tensor: tf.Tensor | undefined): Spent {
  if (!tensor) return [0, 0, 0, 0, 0];
  return [...new Float64Array(Int32Array.from(tensor.dataSync()).buffer)] as Spent;
}
