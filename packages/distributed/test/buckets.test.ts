import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { bucketsByOwner, bucketsOf } from '../src/cluster/buckets.ts';
import { throughBuckets, type Bucket } from '../src/cluster/through-buckets.ts';

const limit = 10;

test.each([[[3, 4, 2, 1]], [[10, 10]], [[25]], [[4, 25, 4]], [[1, 9, 1]], [[7, 7, 7]], [[0, 3, 0]], [[]]])(
  'tensors of %j numbers are all in buckets of at most ten, each number once and in order',
  (sizes) => {
    const buckets = bucketsOf(sizes, limit);
    const seen = sizes.map(() => 0);
    let last = 0;
    for (const { tensor, begin, size } of buckets.flat()) {
      expect(tensor).toBeGreaterThanOrEqual(last);
      expect(begin).toBe(seen[tensor]);
      expect(size).toBeGreaterThan(0);
      seen[tensor]! += size;
      last = tensor;
    }
    expect(seen).toEqual(sizes);
    const full = buckets.map((bucket) => bucket.reduce((sum, { size }) => sum + size, 0));
    expect(Math.max(0, ...full)).toBeLessThanOrEqual(limit);
  },
);

test('small tensors share a bucket, and one that fits into a bucket of its own is not split', () => {
  const spans = (sizes: readonly number[]) => bucketsOf(sizes, limit).map((bucket) => bucket.map(({ size }) => size));
  expect(spans([3, 4, 2, 1])).toEqual([[3, 4, 2, 1]]);
  expect(spans([7, 7, 7])).toEqual([[7], [7], [7]]);
  expect(spans([4, 25, 4])).toEqual([[4, 6], [10], [9], [4]]);
});

test('buckets of tensors with owners have those of one owner each, whole and in order, and the owners take turns', () => {
  const sizes = [25, 3, 4, 12, 1];
  const owners = [2, 0, 2, 0, 2];
  const buckets = bucketsByOwner(sizes, owners, limit);
  const ownerOf = (bucket: (typeof buckets)[number]) => [...new Set(bucket.map(({ tensor }) => owners[tensor]))];
  expect(buckets.map(ownerOf)).toEqual([[2], [0], [2], [0], [2]]);
  const seen = sizes.map(() => 0);
  for (const { tensor, begin, size } of buckets.flat()) {
    expect(begin).toBe(seen[tensor]);
    seen[tensor]! += size;
  }
  expect(seen).toEqual(sizes);
  expect(bucketsByOwner([], [], limit)).toEqual([]);
});

onBackends(['wasm'], () => {
  test('tensors that went through buckets have their shapes and numbers, and each bucket waits for the sixteenth before it', () => {
    const tensors = [tf.reshape(tf.range(0, 6), [2, 3]), tf.scalar(7), tf.range(0, 50)];
    const waited: (number | undefined)[] = [];
    const twice = ({ given, after }: Bucket): tf.Tensor1D => {
      waited.push(after?.dataSync()[0]);
      return tf.mul(given(), 2);
    };
    const sizes = tensors.map(({ size }) => size);
    const through = throughBuckets(tensors, bucketsOf(sizes, 2), twice);
    expect(through.map((tensor) => tensor.arraySync())).toEqual(tensors.map((each) => tf.mul(each, 2).arraySync()));
    expect(waited).toHaveLength(29);
    // The first numbers of the first buckets, doubled.
    expect(waited.slice(14, 21)).toEqual([undefined, undefined, 0, 4, 8, 14, 2]);
  });
});
