import { expect, test } from 'vitest';
import { bucketsOf } from '../src/cluster/buckets.ts';

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
