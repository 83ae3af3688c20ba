import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { engine, nativeBinding } from '../src/index.node.ts';
import { needingNative, withoutNative } from './native-presence.ts';

interface Output {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

type Binding = Readonly<Record<string, number>> & {
  createTensor(shape: number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): unknown;
  executeOp(op: string, attributes: object[], inputs: (number | number[])[], outputs: number): Output[];
  memory(): { tensors: number; bytes: number; peakBytes: number };
  resetPeak(): void;
  loadSavedModel(): void;
};

describe.skipIf(withoutNative)(needingNative('the addon'), () => {
  let b: Binding;
  const floats = (shape: number[], ...values: number[]): number =>
    b.createTensor(shape, b.TF_FLOAT!, new Float32Array(values));
  const type = (name = 'T', dtype = b.TF_FLOAT): object => ({ name, type: b.TF_ATTR_TYPE, value: dtype });
  const run = (op: string, attributes: object[], inputs: (number | number[])[]): unknown => {
    const [output] = b.executeOp(op, attributes, inputs, 1);
    const values = b.tensorDataSync(output!.id);
    b.deleteTensor(output!.id);
    return values;
  };

  beforeAll(async () => {
    await engine({ backend: 'native' });
    b = nativeBinding() as unknown as Binding;
  });

  test('multiplies matrices', () => {
    const x = floats([2, 2], 1, 2, 3, 4);
    expect(run('MatMul', [type()], [x, x])).toEqual(new Float32Array([7, 10, 15, 22]));
    b.deleteTensor(x);
  });

  test('takes list inputs as one array with inferred attributes, and one by one with N said', () => {
    const x = floats([2], 1, 2);
    expect(run('AddN', [], [[x, x, x]])).toEqual(new Float32Array([3, 6]));
    const count = { name: 'N', type: b.TF_ATTR_INT, value: 3 };
    expect(run('AddN', [count, type()], [x, x, x])).toEqual(new Float32Array([3, 6]));
    b.deleteTensor(x);
  });

  test('takes list attributes: integers, types, shapes, strings, floats', () => {
    const x = floats([1, 4, 1, 1], 1, 5, 2, 3);
    const window = (name: string): object => ({ name, type: b.TF_ATTR_INT, value: [1, 2, 1, 1] });
    const padding = { name: 'padding', type: b.TF_ATTR_STRING, value: 'VALID' };
    expect(run('MaxPool', [type(), window('ksize'), window('strides'), padding], [x])).toEqual(
      new Float32Array([5, 3]),
    );
    const types = { name: 'component_types', type: b.TF_ATTR_TYPE, value: [b.TF_FLOAT, b.TF_INT32] };
    const shapes = { name: 'shapes', type: b.TF_ATTR_SHAPE, value: [[2], []] };
    const [queue] = b.executeOp('FIFOQueueV2', [types, shapes], [], 1);
    const pair = floats([2], 1, 2);
    const one = b.createTensor([], b.TF_INT32!, new Int32Array([7]));
    const components = { name: 'Tcomponents', type: b.TF_ATTR_TYPE, value: [b.TF_FLOAT, b.TF_INT32] };
    b.executeOp('QueueEnqueueV2', [components], [queue!.id, [pair, one]], 0);
    const out = b.executeOp('QueueDequeueV2', [types], [queue!.id], 2);
    expect(out.map(({ id }) => b.tensorDataSync(id))).toEqual([new Float32Array([1, 2]), new Int32Array([7])]);
    const wrong = floats([3], 1, 2, 3);
    // Only a shape that arrived can be violated.
    expect(() => b.executeOp('QueueEnqueueV2', [components], [queue!.id, [wrong, one]], 0)).toThrow(
      /[Ss]hape mismatch/,
    );
    const boundaries = { name: 'boundaries', type: b.TF_ATTR_FLOAT, value: [2.5, 4] };
    expect(run('Bucketize', [type(), boundaries], [x])).toEqual(new Int32Array([0, 2, 0, 1]));
    for (const id of [x, queue!.id, pair, one, wrong, ...out.map((each) => each.id)]) b.deleteTensor(id);
  });

  test('keeps a variable as a resource that is assigned and read', () => {
    const shape = { name: 'shape', type: b.TF_ATTR_SHAPE, value: [2] };
    const [variable] = b.executeOp('VarHandleOp', [type('dtype'), shape], [], 1);
    expect(variable!.dtype).toBe(b.TF_RESOURCE);
    const x = floats([2], 1, 2);
    b.executeOp('AssignVariableOp', [type('dtype')], [variable!.id, x], 0);
    b.executeOp('AssignAddVariableOp', [type('dtype')], [variable!.id, x], 0);
    expect(run('ReadVariableOp', [type('dtype')], [variable!.id])).toEqual(new Float32Array([2, 4]));
    for (const id of [variable!.id, x]) b.deleteTensor(id);
  });

  test('carries strings, 64-bit integers and half precision', () => {
    const texts = ['short', 'a text that is too long to lie within its header'].map((text) => Buffer.from(text));
    const strings = b.createTensor([2], b.TF_STRING!, texts);
    expect((b.tensorDataSync(strings) as Uint8Array[]).map((text) => Buffer.from(text))).toEqual(texts);
    const pairs = b.createTensor([1], b.TF_INT64!, new Int32Array([-2, -1]));
    expect(b.tensorDataSync(pairs)).toEqual(new BigInt64Array([-2n]));
    const x = floats([1], 1.5);
    const cast = run('Cast', [type('SrcT'), type('DstT', b.TF_BFLOAT16)], [x]);
    expect(cast).toEqual(new Uint16Array([0x3fc0]));
    for (const id of [strings, pairs, x]) b.deleteTensor(id);
  });

  test('does not share memory with the array that a tensor was made of', () => {
    const values = new Float32Array([1]);
    const x = b.createTensor([1], b.TF_FLOAT!, values);
    values[0] = 2;
    expect(b.tensorDataSync(x)).toEqual(new Float32Array([1]));
    b.deleteTensor(x);
  });

  test('says what is wrong in sentences, TensorFlow’s among them', () => {
    const x = floats([2, 2], 1, 2, 3, 4);
    const y = floats([3, 1], 1, 2, 3);
    expect(() => run('MatMul', [type()], [x, y])).toThrow(
      /^MatMul failed in TensorFlow: Matrix size-incompatible: [^{]*$/,
    );
    expect(() => run('Nope', [], [])).toThrow(/^Nope failed in TensorFlow: 'Nope' is neither/);
    expect(() => b.tensorDataSync(1e9)).toThrow('Tensor 1000000000 does not exist: it was disposed');
    expect(() => floats([3], 1)).toThrow('The values have 4 bytes, but the shape needs 12.');
    expect(() => b.createTensor([1], b.TF_FLOAT!, new Int32Array(1))).toThrow(/array of the wrong kind/);
    expect(() => run('AddN', [{ name: 'N', type: b.TF_ATTR_INT, value: 'x' }], [x])).toThrow('N must be an integer.');
    expect(() => b.loadSavedModel()).toThrow(/SavedModels are not supported/);
    b.deleteTensor(x);
    expect(() => b.deleteTensor(x)).toThrow(/does not exist/);
    b.deleteTensor(y);
  });

  test('loses no handle and no byte over 2,000 operations, failing ones among them', () => {
    const x = floats([2, 2], 1, 2, 3, 4);
    const bad = floats([3], 1, 2, 3);
    const before = b.memory();
    for (let i = 0; i < 2000; i++) {
      run('MatMul', [type()], [x, x]);
      if (i % 10 === 0) expect(() => run('MatMul', [type()], [x, bad])).toThrow();
    }
    expect(b.memory()).toMatchObject({ tensors: before.tensors, bytes: before.bytes });
    for (const id of [x, bad]) b.deleteTensor(id);
  });

  test('counts the bytes of buffers, of a shared one once, and their peak', () => {
    b.resetPeak();
    const before = b.memory();
    const x = b.createTensor([1000], b.TF_FLOAT!, new Float32Array(1000));
    const shape = b.createTensor([2], b.TF_INT32!, new Int32Array([10, 100]));
    const [view] = b.executeOp('Reshape', [type(), type('Tshape', b.TF_INT32)], [x, shape], 1);
    expect(b.memory().bytes - before.bytes).toBe(4008);
    for (const id of [x, shape, view!.id]) b.deleteTensor(id);
    expect(b.memory()).toEqual({ ...before, peakBytes: before.bytes + 4008 });
  });

  test('runs TensorFlow.js’s kernels and gradients, those that call removed functions of Node among them', () => {
    const x = tf.tensor2d([[1, 2]]);
    const gradient = tf.grad((y) => tf.sum(tf.concat([y, tf.square(y)])))(x);
    expect([...gradient.dataSync()]).toEqual([3, 5]);
    const { values, indices } = tf.topk(x);
    expect([...values.dataSync(), ...indices.dataSync()]).toEqual([2, 1]);
    tf.dispose([x, gradient, values, indices]);
  });
});
