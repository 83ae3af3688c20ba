import type * as tf from '@tensorflow/tfjs-core';

/** A place that outlives a step and holds a tensor, read and written without freeing anything. */
export interface Cell {
  /** The tensor held now. */
  peek(): tf.Tensor | undefined;
  /** Puts another in its place; the one before is left alone. */
  poke(value: tf.Tensor | undefined): void;
  /** Keeps a new tensor, or none, and frees the one before. */
  replace(value: tf.Tensor | undefined): void;
}

/** Who is told of the cells that a step uses while it is recorded. */
export interface CellWatch {
  /** The step is about to read the cell. */
  reads(cell: Cell): void;
  /** The step is about to write it. */
  writes(cell: Cell): void;
  /** Whether a tensor was there before the step, and is not to be freed by it. */
  owns(value: tf.Tensor): boolean;
}

let current: CellWatch | undefined;

/** The watch that is on, if any. */
export function cellWatch(): CellWatch | undefined {
  return current;
}

/** Runs `work` under a watch, or under none. */
export function watched<T>(watch: CellWatch | undefined, work: () => T): T {
  const outer = current;
  current = watch;
  try {
    return work();
  } finally {
    current = outer;
  }
}
