import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  attention,
  dropout,
  dropoutMask,
  fold,
  key,
  normal,
  record,
  rowsOf,
  Slot,
  uniform,
} from '../../src/index.node.ts';
import type { Key } from '../../src/index.node.ts';
import { composed } from '../../src/native/fused.ts';

const whole = fold(key(11), 'whole');

/** Rows of batches that are cut at places that are multiples of 4 numbers and at others, of widths even and odd. */
const cuts = [
  { rows: 6, width: [5], from: 0, count: 2 },
  { rows: 6, width: [5], from: 2, count: 3 },
  { rows: 5, width: [3], from: 1, count: 1 },
  { rows: 8, width: [4, 2], from: 4, count: 4 },
  { rows: 7, width: [3, 3], from: 5, count: 2 },
];

type Draw = (shape: readonly number[], key: Key) => tf.Tensor;

const draws: Record<string, Draw> = {
  uniform: (shape, of) => uniform(shape, of, -1, 1),
  normal: (shape, of) => normal(shape, of),
  dropoutMask: (shape, of) => dropoutMask(shape, 0.4, of),
  dropout: (shape, of) => dropout(tf.ones([...shape]), 0.4, of),
  'its gradient': (shape, of) => tf.grad((x) => dropout(x, 0.4, of))(tf.ones([...shape])),
};

const numbers = (draw: () => tf.Tensor): number[] => tf.tidy(() => [...draw().dataSync()]);

/** The rows that a key of rows draws, beside the same rows of what the whole key draws. */
function both(draw: Draw, { rows, width, from, count }: (typeof cuts)[number]) {
  const all = numbers(() => draw([rows, ...width], whole));
  const each = all.length / rows;
  const part = numbers(() => draw([count, ...width], rowsOf(whole, { from, rows: count })));
  return { part, expected: all.slice(from * each, (from + count) * each) };
}

onBackends(['native', 'wasm'], () => {
  test.each(Object.entries(draws))(
    'a key of some rows draws by %s what the whole key draws there, bit for bit',
    (_, draw) => {
      for (const cut of cuts) {
        const { part, expected } = both(draw, cut);
        expect(part).toEqual(expected);
      }
    },
  );

  test('a key of some rows drops in attention what the whole key drops there', () => {
    const rows = 3;
    const [q, k, v] = ['q', 'k', 'v'].map((name) => normal([rows, 2, 5, 4], fold(key(1), name))) as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const attended = (from: number, count: number, of: Key) => {
      const cut = (x: tf.Tensor): tf.Tensor => tf.slice(x, [from, 0, 0, 0], [count, -1, -1, -1]);
      return attention(cut(q), cut(k), cut(v), { rate: 0.5, key: of });
    };
    const all = numbers(() => attended(0, rows, whole));
    const part = numbers(() => attended(1, 2, rowsOf(whole, { from: 1, rows: 2 })));
    expect(part).toEqual(all.slice(all.length / rows));
  });

  test('a key of some rows goes on to its children, and back to all rows', () => {
    const of = rowsOf(whole, { from: 1, rows: 1 });
    const row = numbers(() => uniform([1, 6], fold(of, 'child')));
    const all = numbers(() => uniform([3, 6], fold(whole, 'child')));
    expect(row).toEqual(all.slice(6, 12));
    expect(numbers(() => uniform([3, 6], rowsOf(fold(of, 'child'), undefined)))).toEqual(all);
  });

  test('a key of some rows refuses a draw that is not of its rows', () => {
    const of = rowsOf(whole, { from: 3, rows: 2 });
    expect(() => uniform([5, 2], of)).toThrow('A draw has the shape [5,2], but its key is of 2 rows of a batch');
  });
});

onBackends(['native'], () => {
  test.each(['uniform', 'normal', 'dropoutMask'])(
    'a key of some rows draws where XLA is to compile it by %s what the whole key draws there',
    (name) => {
      for (const cut of cuts) {
        const { part, expected } = composed(() => both(draws[name]!, cut));
        part.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
        expect(part).toHaveLength(expected.length);
      }
    },
  );

  test('a recorded draw of some rows follows the root that it is given', () => {
    const root = new Slot<tf.Scalar>();
    const give = (value: number): void => root.set(tf.scalar(value, 'int32'));
    give(1);
    const piece = { from: 1, rows: 2 };
    const recording = record(() => [dropoutMask([2, 7], 0.5, rowsOf({ root: root.value!, path: 5 }, piece))], {
      inputs: [],
      variables: [],
    });
    for (const value of [1, 2]) {
      give(value);
      const found = numbers(() => recording.run([])[0]!);
      const expected = numbers(() => dropoutMask([4, 7], 0.5, { root: value, path: 5 }));
      expect(found).toEqual(expected.slice(7, 21));
    }
    recording.dispose();
    root.dispose();
  });
});
