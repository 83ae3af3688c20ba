import type * as tf from '@tensorflow/tfjs-core';

/** Looks at the values of a tensor, and throws where they will not do. */
export type Check = (tensor: tf.Tensor) => void;

/** What is checked of an input before every run of a recorded computation. */
export interface InputCheck {
  readonly place: number;
  readonly check: Check;
}

interface Collecting {
  readonly inputs: readonly tf.Tensor[];
  readonly checks: InputCheck[];
}

let collecting: Collecting | undefined;

/**
 * Checks a tensor that an operation is given, whose values a computation that is being recorded cannot read: at once elsewhere, and
 * there, if it is an input, before every run. What is computed from inputs is not checked.
 */
export function checkedInput(tensor: tf.Tensor, check: Check): void {
  if (!collecting) {
    check(tensor);
    return;
  }
  const place = collecting.inputs.findIndex(({ dataId }) => dataId === tensor.dataId);
  if (place >= 0) collecting.checks.push({ place, check });
}

/** What a computation gives while it is recorded, and what it checks of its inputs. */
export function checksDuring<T>(inputs: readonly tf.Tensor[], work: () => T): { results: T; checks: InputCheck[] } {
  const outer = collecting;
  const own: Collecting = { inputs, checks: [] };
  collecting = own;
  try {
    return { results: work(), checks: own.checks };
  } finally {
    collecting = outer;
  }
}

/** Checks the inputs of a run. */
export function runChecks(checks: readonly InputCheck[], inputs: readonly tf.Tensor[]): void {
  for (const { place, check } of checks) check(inputs[place]!);
}
