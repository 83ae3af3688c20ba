import * as tf from '@tensorflow/tfjs-core';
import type { Pass, Plugin } from '../contract/plugin.ts';

/** What a run has spent, in units: forward 1, backward to inputs 1, backward to weights 1, of the whole model each. */
export interface Ledger {
  /** All units counted so far. */
  readonly units: number;
  /** Units by kind of pass. */
  readonly byKind: Readonly<Record<Pass['kind'], number>>;
  /** What the steps so far cost by the plugins' own account; NaN where the method states none. */
  readonly predicted: number;
  /** Where predicted and counted differ: a sentence with both, and what to do. */
  readonly mismatch?: string;
  /** Optimizer steps so far. */
  readonly steps: number;
  /** Seconds since the first pass; of a run that was resumed, without those between the checkpoint and the next pass. */
  readonly seconds: number;
}

/** How far sums of many shares may be apart, of their size. */
const rounding = 1e-6;

/**
 * An observer that counts what a run spends, and checks it against what its plugins state. A checkpoint keeps its
 * figures, and a resumed run goes on from them.
 */
export function costLedger(): Plugin & { readonly ledger: Ledger } {
  const byKind = { forward: 0, inputs: 0, weights: 0 };
  let steps = 0;
  let predicted = 0;
  /** Units counted when the last step ended: a step in the making is predicted by nobody. */
  let settled = 0;
  let earlier = 0;
  let started: number | undefined;
  const counted = (): number => byKind.forward + byKind.inputs + byKind.weights;
  const seconds = (): number => earlier + (started === undefined ? 0 : (performance.now() - started) / 1000);
  return {
    name: 'cost',
    onPass: ({ kind, share }) => {
      started ??= performance.now();
      byKind[kind] += share;
    },
    afterStep: ({ units }) => {
      steps++;
      predicted += units;
      settled = counted();
    },
    state: {
      save: () => {
        const { forward, inputs, weights } = byKind;
        return { spent: halves([forward, inputs, weights, steps, seconds(), predicted]) };
      },
      load: ({ spent }) => {
        // A checkpoint from before predictions were kept has five numbers.
        const [forward = 0, inputs = 0, weights = 0, taken = 0, before = 0, stated = NaN] = whole(spent);
        Object.assign(byKind, { forward, inputs, weights });
        steps = taken;
        earlier = before;
        predicted = stated;
        settled = counted();
        started = undefined;
        spent?.dispose();
      },
    },
    get ledger() {
      const mismatch = mismatchOf(predicted, settled, steps);
      const figures = { units: counted(), byKind: { ...byKind }, predicted, steps, seconds: seconds() };
      return mismatch === undefined ? figures : { ...figures, mismatch };
    },
  };
}

function mismatchOf(predicted: number, counted: number, steps: number): string | undefined {
  if (Number.isNaN(predicted) || Math.abs(predicted - counted) <= rounding * Math.max(1, counted)) return undefined;
  const each = (units: number): string => String(Number((units / steps).toPrecision(6)));
  return (
    `A step costs ${each(counted)} units, counted over ${steps}, but the plugins state ${each(predicted)}: ` +
    "correct the method's units or rounds, or the units of what goes beside it."
  );
}

/** Numbers of 64 bits as a tensor of their halves: a float32 would round a sum of many shares. */
function halves(numbers: readonly number[]): tf.Tensor {
  return tf.tensor1d(new Int32Array(Float64Array.from(numbers).buffer), 'int32');
}

/** The numbers that {@link halves} took apart; zeros where a checkpoint has none. */
function whole(tensor: tf.Tensor | undefined): readonly number[] {
  if (!tensor) return [0, 0, 0, 0, 0, 0];
  return [...new Float64Array(Int32Array.from(tensor.dataSync()).buffer)];
}
