/**
 * The gradient of f at `point` by central differences of fourth order, for each of `entries` (default: all). Exact to
 * about 1e-4 where f is smooth, of order 1 and computed in float32.
 *
 * @param f a scalar function, called four times an entry.
 * @param point where the gradient is; it stays as it is.
 * @param entries indices of the entries of `point`.
 */
export function centralDifferences(
  f: (point: Float32Array) => number,
  point: Float32Array,
  entries: readonly number[] = [...point.keys()],
): number[] {
  const step = 0.02;
  return entries.map((entry) => {
    const at = (distance: number): number => {
      const moved = point.slice();
      moved[entry]! += distance;
      return f(moved);
    };
    return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  });
}
