import { native } from './native.ts';

/** All precisions. */
export const precisions = ['fp32', 'tf32', 'bf16'] as const;

/** What matrix products compute in; everything else is in float32. */
export type Precision = (typeof precisions)[number];

let current: Precision = 'fp32';

/** The precision of products now. */
export function precision(): Precision {
  return current;
}

/**
 * Throws where products of the current backend cannot have this precision.
 *
 * @param chosen `fp32`, `tf32` or `bf16`.
 */
export function checkPrecision(chosen: Precision): void {
  if (!precisions.includes(chosen))
    throw new Error(`precision is "${chosen}", but must be one of ${precisions.join(', ')}.`);
  const backend = native();
  if (chosen !== 'fp32' && !(backend && 'TF_BFLOAT16' in backend.binding))
    throw new Error(
      `precision is ${chosen}, but only native TensorFlow of @advtrain/engine has it: install it, or leave that out.`,
    );
  if (chosen === 'tf32' && !switched(backend?.binding))
    throw new Error('precision is tf32, but only native TensorFlow on a GPU has it: use fp32 or bf16.');
}

/**
 * Runs `work` with its products on native TensorFlow in that precision: `bf16` rounds their operands and results, `tf32` lets
 * a GPU round operands to TensorFloat-32, which the other two do not.
 *
 * @param chosen `fp32`, `tf32` or `bf16`.
 * @param work done at once; a promise would outlive the precision.
 */
export function withPrecision<T>(chosen: Precision, work: () => T): T {
  const outer = current;
  choose(chosen);
  try {
    return work();
  } finally {
    choose(outer);
  }
}

function choose(chosen: Precision): void {
  if (chosen === current) return;
  current = chosen;
  const binding = native()?.binding;
  if (switched(binding)) binding.tensorFloat32(chosen === 'tf32');
}

/** Whether the backend is one whose products may be switched to TensorFloat-32. */
function switched(binding: object | undefined): binding is { tensorFloat32(allowed: boolean): void } {
  return binding !== undefined && 'tensorFloat32' in binding;
}
