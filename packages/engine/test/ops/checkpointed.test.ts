import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { checkpointed, dropout, gelu, key, linear, record } from '../../src/index.node.ts';

type Tensors = Readonly<Record<'x' | 'weight' | 'bias', tf.Tensor>>;

/** A block with parameters and dropout, which counts how often it is computed. */
function counted(): { block: (inputs: Tensors) => tf.Tensor; times: () => number } {
  let times = 0;
  const block = ({ x, weight, bias }: Tensors): tf.Tensor => {
    times++;
    return tf.add(x, dropout(gelu(linear(x, weight, bias)), 0.4, key(3)));
  };
  return { block, times: () => times };
}

function inputs(): Tensors {
  const some = (shape: number[], scale: number): tf.Tensor =>
    tf.tidy(() =>
      tf.reshape(
        tf.sin(
          tf.mul(
            tf.range(
              0,
              shape.reduce((a, b) => a * b),
            ),
            scale,
          ),
        ),
        shape,
      ),
    );
  return { x: some([5, 4], 1.7), weight: some([4, 4], 0.9), bias: some([4], 2.3) };
}

/** The gradients for some of the inputs of three blocks on top of one another. */
function gradients(block: (inputs: Tensors) => tf.Tensor, wanted: readonly (keyof Tensors)[]): Float32Array[] {
  return tf.tidy(() => {
    const given = inputs();
    const loss = (): tf.Tensor => {
      const twice = block({ ...given, x: block(given) });
      return tf.sum(tf.square(block({ ...given, x: tf.tanh(twice) })));
    };
    const { grads } = tf.engine().gradients(
      loss,
      wanted.map((name) => given[name]),
    );
    return grads.map((gradient) => Float32Array.from(gradient.dataSync()));
  });
}

onBackends(['native', 'wasm', 'cpu'], () => {
  describe('a checkpointed block', () => {
    test.each([
      ['all inputs', ['x', 'weight', 'bias']],
      ['x alone', ['x']],
      ['parameters alone', ['weight', 'bias']],
    ] as const)('has the gradients of the plain one, bit for bit: %s', (_, wanted) => {
      const plain = counted();
      const again = counted();
      const expected = gradients(plain.block, wanted);
      const before = tf.memory();
      expect(gradients((given) => checkpointed(given, again.block), wanted)).toEqual(expected);
      expect(tf.memory()).toEqual(before);
      expect([plain.times(), again.times()]).toEqual([3, 6]);
    });

    test('computes no gradient that is not asked for', () => {
      let products = 0;
      const spied = (given: Tensors): tf.Tensor =>
        checkpointed(given, ({ x, weight, bias }) => {
          const watched = tf.customGrad((w) => ({
            value: tf.clone(w as tf.Tensor),
            gradFunc: (dy: tf.Tensor) => {
              products++;
              return dy;
            },
          }))(weight);
          return linear(x, watched, bias);
        });
      gradients(spied, ['x']);
      expect(products).toBe(0);
      gradients(spied, ['x', 'weight']);
      expect(products).toBe(3);
    });

    test('is computed once where nothing is differentiated, and keeps nothing', () => {
      const { block, times } = counted();
      const given = inputs();
      const before = tf.memory().numTensors;
      checkpointed(given, block).dispose();
      expect(tf.memory().numTensors).toBe(before);
      expect(times()).toBe(1);
      tf.dispose(given);
    });

    test('gives zero as the gradient of an input that it does not read', () => {
      const given = inputs();
      const found = tf.grad((bias) => tf.sum(checkpointed({ ...given, bias }, ({ x }) => tf.square(x))))(given.bias);
      expect([...found.dataSync()]).toEqual([0, 0, 0, 0]);
      tf.dispose([given, found]);
    });
  });
});

onBackends(['native'], () => {
  test.each([
    ['one function', false],
    ['compiled by XLA', true],
  ])('recorded as %s, a checkpointed block has the gradients of the plain one', (_, compiled) => {
    const plain = ({ x, weight, bias }: Tensors): tf.Tensor => tf.add(x, gelu(linear(x, weight, bias)));
    const run = (block: (given: Tensors) => tf.Tensor): Float32Array[] => {
      const given = inputs();
      const wanted = Object.values(given);
      const loss = (): tf.Tensor => tf.sum(tf.square(block({ ...given, x: block(given) })));
      const body = (): tf.Tensor[] => tf.engine().gradients(loss, wanted).grads;
      const recording = record(body, { inputs: wanted, variables: [], compiled });
      const found = recording.run(wanted);
      const numbers = found.map((gradient) => Float32Array.from(gradient.dataSync()));
      recording.dispose();
      tf.dispose([given, found]);
      return numbers;
    };
    run((given) => checkpointed(given, plain)).forEach((gradient, i) => {
      const expected = run(plain)[i]!;
      gradient.forEach((value, j) => expect(value).toBeCloseTo(expected[j]!, 5));
    });
  });
});
