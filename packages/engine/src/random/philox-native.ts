import * as tf from '@tensorflow/tfjs-core';
import { typed, type NativeBackend, type RawTensor } from '../native/native.ts';

type DataType = Parameters<typeof typed>[2];

/** What TensorFlow makes of random words that start from a counter: float32, or the words themselves as int32. */
export type StatelessOp = 'StatelessRandomUniformV2' | 'StatelessRandomNormalV2' | 'StatelessRandomUniformFullIntV2';

/**
 * `size` numbers of a draw from the place `first`, a multiple of 4, on: those of {@link philox} where they are whole words. By
 * operations that XLA lowers to the same integers, which it does not do with StatelessRandomUniform. `seed` holds two int32 numbers
 * and may be an argument of a recording.
 */
export function philoxNative(
  backend: NativeBackend,
  op: StatelessOp,
  { seed, size, first }: { readonly seed: tf.Tensor; readonly size: number; readonly first: number },
): tf.Tensor {
  const binding = backend.binding as unknown as Binding;
  // TensorFlow.js has no name for 64-bit integers: the tensors between are the addon's alone.
  const between: number[] = [];
  const run = (name: string, types: Readonly<Record<string, DataType>>, inputs: readonly number[]): RawTensor => {
    const attributes = Object.entries(types).map(([type, value]) => typed(backend, type, value));
    return binding.executeOp(name, attributes, inputs, 1)[0]!;
  };
  const long = (...given: Parameters<typeof run>): number => {
    const { id } = run(...given);
    between.push(id);
    return id;
  };
  const ints = (values: tf.TensorLike): number =>
    backend.getInputTensorIds([tf.tensor(values, undefined, 'int32')])[0]!;
  const longs = (halves: number[][]): number => long('Bitcast', { T: 'TF_INT32', type: 'TF_UINT64' }, [ints(halves)]);
  const drawn = (name: StatelessOp, count: number, key: number, counter: number, dtype: DataType) =>
    [name, { dtype, Tshape: 'TF_INT32' }, [ints([count]), key, counter, ints(philoxAlgorithm)]] as const;
  try {
    const wide = long('Cast', { SrcT: 'TF_INT32', DstT: 'TF_UINT64' }, backend.getInputTensorIds([seed]));
    const scrambling = longs([[0x3ec8f720, 0x02461e29]]);
    const mixed = long(...drawn('StatelessRandomUniformFullIntV2', 2, scrambling, wide, 'TF_UINT64'));
    const key = long('Slice', { T: 'TF_UINT64', Index: 'TF_INT32' }, [mixed, ints([0]), ints([1])]);
    const upper = longs([
      [0, 0],
      [-1, -1],
    ]);
    const beginning = long('BitwiseAnd', { T: 'TF_UINT64' }, [mixed, upper]);
    const passed = longs([
      [(first / 4) | 0, 0],
      [0, 0],
    ]);
    const position = first === 0 ? beginning : long('BitwiseOr', { T: 'TF_UINT64' }, [beginning, passed]);
    const dtype = op === 'StatelessRandomUniformFullIntV2' ? 'TF_INT32' : 'TF_FLOAT';
    return backend.createOutputTensor(run(...drawn(op, size, key, position, dtype)));
  } finally {
    for (const id of between) binding.deleteTensor(id);
  }
}

/** The number by which TensorFlow's operations know the generator. */
const philoxAlgorithm = 1;

interface Binding {
  executeOp(op: string, attributes: readonly object[], ids: readonly number[], outputs: number): RawTensor[];
  deleteTensor(id: number): void;
}
