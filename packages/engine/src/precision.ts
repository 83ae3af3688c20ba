/** What matrix products compute in; everything else is in float32. */
export type Precision = 'fp32' | 'bf16';

let current: Precision = 'fp32';

/** The precision of products now. */
export function precision(): Precision {
  return current;
}

/** Runs `work` with its products on native TensorFlow in that precision: their operands and results are rounded to it. */
export function withPrecision<T>(chosen: Precision, work: () => T): T {
  const outer = current;
  current = chosen;
  try {
    return work();
  } finally {
    current = outer;
  }
}
