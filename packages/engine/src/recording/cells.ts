import type * as tf from '@tensorflow/tfjs-core';
import type { Cell, CellWatch } from './cell.ts';
import type { RecordingBackend } from './recorder.ts';

/** A cell that the computation reads before it writes it, and the shape found there; `undefined` for an empty one. */
export interface ReadCell {
  readonly cell: Cell;
  readonly shape: string | undefined;
}

/** A cell that the computation leaves otherwise than it found it, `full` or empty. */
export interface WrittenCell {
  readonly cell: Cell;
  readonly full: boolean;
}

/** The cells that a computation reads and leaves changed. */
export interface TouchedCells {
  readonly read: readonly ReadCell[];
  readonly written: readonly WrittenCell[];
}

/** The cells that a computation uses while it is recorded, and what was in them before. */
export class Cells implements CellWatch {
  readonly #backend: RecordingBackend;
  readonly #before = new Map<Cell, tf.Tensor | undefined>();
  readonly #owned = new Set<tf.Tensor>();
  readonly #read: ReadCell[] = [];

  constructor(backend: RecordingBackend) {
    this.#backend = backend;
  }

  /** Makes what is in it an argument. */
  reads(cell: Cell): void {
    if (this.#before.has(cell)) return;
    const value = this.#find(cell);
    this.#read.push({ cell, shape: value?.shape.join() });
    if (value) this.#backend.binding.traceArgument(this.#backend.getInputTensorIds([value])[0]!);
  }

  /** Notes what is in it. */
  writes(cell: Cell): void {
    if (!this.#before.has(cell)) this.#find(cell);
  }

  /** Whether it was there before. */
  owns(value: tf.Tensor): boolean {
    return this.#owned.has(value);
  }

  /** What has been read, and what is otherwise than before. */
  touched(): TouchedCells {
    const changed = [...this.#before].filter(([cell, before]) => cell.peek() !== before);
    return { read: this.#read, written: changed.map(([cell]) => ({ cell, full: cell.peek() !== undefined })) };
  }

  /** Puts everything back, and frees what was put there. */
  restore(): void {
    for (const [cell, before] of this.#before) {
      const left = cell.peek();
      if (left !== before) left?.dispose();
      cell.poke(before);
    }
  }

  #find(cell: Cell): tf.Tensor | undefined {
    const value = cell.peek();
    this.#before.set(cell, value);
    if (value) this.#owned.add(value);
    return value;
  }
}
