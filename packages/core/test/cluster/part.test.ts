import * as tf from '@tensorflow/tfjs-core';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { partOf, placesOf } from '../../src/cluster/part.ts';

onBackends(['wasm'], () => {
  const batch = (rows: number) => ({
    inputs: {
      values: tf.tensor2d(
        Array.from({ length: 3 * rows }, (_, i) => i),
        [rows, 3],
        'int32',
      ),
      mask: tf.ones([rows, 3]),
    },
    // Two labels an example.
    labels: tf.tensor1d(
      Array.from({ length: 2 * rows }, (_, i) => i),
      'int32',
    ),
  });

  test.each([
    [8, 8, 2],
    [8, 8, 3],
    [5, 8, 2],
    [7, 7, 4],
    [3, 8, 4],
  ])(
    '%i rows of a batch with %i places are each one process’s of %i, in order, with their labels',
    (rows, places, size) => {
      const whole = batch(rows);
      const parts = Array.from({ length: size }, (_, rank) => partOf(whole, places, { rank, size }));
      const own = parts.filter(({ idle }) => !idle);
      const values = own.flatMap(({ batch: { inputs } }) => [...inputs.values.dataSync()]);
      const labels = own.flatMap(({ batch: { labels: each } }) => [...each.dataSync()]);
      expect(values).toEqual([...whole.inputs.values.dataSync()]);
      expect(labels).toEqual([...whole.labels.dataSync()]);
      for (const { batch: part, piece } of parts) {
        expect(part.inputs.values.shape).toEqual([piece.rows, 3]);
        expect(part.inputs.mask!.shape).toEqual([piece.rows, 3]);
      }
    },
  );

  test('a row’s place is the same process’s in a short batch, and who has no row takes one that is said to count nothing', () => {
    const [first, second] = [0, 1].map((rank) => partOf(batch(3), 8, { rank, size: 2 }));
    expect([first!.piece, first!.idle]).toEqual([{ from: 0, rows: 3 }, false]);
    expect([second!.piece, second!.idle]).toEqual([{ from: 0, rows: 1 }, true]);
    expect(placesOf(8, { rank: 1, size: 2 })).toEqual({ from: 4, end: 8 });
  });
});
