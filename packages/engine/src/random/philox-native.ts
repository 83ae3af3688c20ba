import * as tf from '@tensorflow/tfjs-core';
import { typed, type NativeBackend, type RawTensor } from '../native/native.ts';

type DataType = Parameters<typeof typed>[2];

/**
 * The words of {@link philox} as an int32 tensor, by operations that XLA lowers to the same integers, which it does not
 * do with StatelessRandomUniform. `seed` holds two int32 numbers and may be an argument of a recording.
 */
export function philoxNative(backend: NativeBackend, seed: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const binding = backend.binding as unknown as Binding;
  // TensorFlow.js has no name for 64-bit integers: the tensors between are the addon's alone.
  const between: number[] = [];
  const run = (op: string, types: Readonly<Record<string, DataType>>, inputs: readonly number[]): RawTensor => {
    const attributes = Object.entries(types).map(([name, type]) => typed(backend, name, type));
    return binding.executeOp(op, attributes, inputs, 1)[0]!;
  };
  const long = (...given: Parameters<typeof run>): number => {
    const { id } = run(...given);
    between.push(id);
    return id;
  };
  const ints = (values: tf.TensorLike): number =>
    backend.getInputTensorIds([tf.tensor(values, undefined, 'int32')])[0]!;
  const longs = (halves: number[][]): number => long('Bitcast', { T: 'TF_INT32', type: 'TF_UINT64' }, [ints(halves)]);
  const full = (size: readonly number[], key: number, counter: number, dtype: DataType) =>
    [
      'StatelessRandomUniformFullIntV2',
      { dtype, Tshape: 'TF_INT32' },
      [ints([...size]), key, counter, ints(philoxAlgorithm)],
    ] as const;
  try {
    const wide = long('Cast', { SrcT: 'TF_INT32', DstT: 'TF_UINT64' }, backend.getInputTensorIds([seed]));
    const mixed = long(...full([2], longs([[0x3ec8f720, 0x02461e29]]), wide, 'TF_UINT64'));
    const key = long('Slice', { T: 'TF_UINT64', Index: 'TF_INT32' }, [mixed, ints([0]), ints([1])]);
    const upper = longs([
      [0, 0],
      [-1, -1],
    ]);
    const position = long('BitwiseAnd', { T: 'TF_UINT64' }, [mixed, upper]);
    return backend.createOutputTensor(run(...full(shape, key, position, 'TF_INT32')));
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
