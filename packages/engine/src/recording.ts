import * as tf from '@tensorflow/tfjs-core';
import { watched, type Cell, type CellWatch } from './cell.ts';
import { native, type NativeBackend } from './native.ts';
import { composed } from './ops/fused.ts';

/** What the addon offers for writing steps down. Tensors are known by their numbers. */
interface Recorder {
  /** From now on operations are added to a graph. The tensors given are the function's first arguments. */
  beginTrace(argumentIds: readonly number[]): void;
  /** Makes one more tensor an argument. */
  traceArgument(id: number): void;
  /** Lets operations run for a while, and back. */
  pauseTrace(paused: boolean): void;
  /** What tells apart two graphs with these outputs. */
  traceFingerprint(outputIds: readonly number[]): string;
  /** Makes the graph a function with these outputs; `compiled` by XLA when it first runs. */
  finishTrace(outputIds: readonly number[], compiled: boolean): number;
  /** Forgets the graph. */
  endTrace(): void;
  recordingHolds(recording: number): boolean;
  runRecording(recording: number, argumentIds: readonly number[]): Output[];
  deleteRecording(recording: number): void;
}

interface Output {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The native backend with our own addon, as far as recording needs it. */
interface RecordingBackend extends NativeBackend {
  readonly binding: NativeBackend['binding'] & Recorder;
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(output: Output): tf.Tensor;
}

/** What a computation is recorded with. */
export interface RecordOptions {
  /** The tensors that differ from run to run, in the order in which {@link Recording.run} will be given them. */
  readonly inputs: readonly tf.Tensor[];
  /** Variables that the computation may assign to. Slots are found by themselves. */
  readonly variables: readonly tf.Variable[];
  /** Whether XLA compiles it when it first runs. Default false. */
  readonly compiled?: boolean;
}

/** Whether the current backend can record: native TensorFlow with our own addon. */
export function canRecord(): boolean {
  return recordingBackend() !== undefined;
}

/**
 * Writes a computation down as one TensorFlow function, without running it: every operation that `body` makes on native
 * TensorFlow becomes a node of a graph. Slots and variables that it reads become arguments, those that it writes become
 * results; other tensors are captured. Afterwards everything is as it was before.
 *
 * Throws where `body` reads a value back or makes a shape that depends on one, and what `body` throws.
 */
export function record(body: () => readonly tf.Tensor[], options: RecordOptions): Recording {
  return trace(body, options, (backend, touched, results, outputs) => {
    const text = backend.binding.traceFingerprint(outputs);
    const number = backend.binding.finishTrace(outputs, options.compiled ?? false);
    return new Recording(backend, number, text, options.variables, touched, results.length);
  });
}

/** The {@link Recording.fingerprint} that recording `body` now would give. */
export function fingerprint(body: () => readonly tf.Tensor[], options: RecordOptions): string {
  return trace(body, options, (backend, _touched, _results, outputs) => backend.binding.traceFingerprint(outputs));
}

/** Runs `work` for real although a computation is being recorded: for what is made once and captured. */
export function outsideRecording<T>(work: () => T): T {
  const backend = tracing;
  if (!backend) return work();
  backend.binding.pauseTrace(true);
  tracing = undefined;
  try {
    return watched(undefined, work);
  } finally {
    tracing = backend;
    backend.binding.pauseTrace(false);
  }
}

/** A computation as one TensorFlow function. */
export class Recording {
  /** The same for two recordings of the same computation in one process. */
  readonly fingerprint: string;
  readonly #backend: RecordingBackend;
  readonly #number: number;
  readonly #variables: readonly tf.Variable[];
  readonly #touched: Touched;
  readonly #results: number;

  /** Made by {@link record}. */
  constructor(
    backend: RecordingBackend,
    number: number,
    fingerprint: string,
    variables: readonly tf.Variable[],
    touched: Touched,
    results: number,
  ) {
    [this.#backend, this.#number, this.fingerprint] = [backend, number, fingerprint];
    [this.#variables, this.#touched, this.#results] = [variables, touched, results];
  }

  /** Whether what it was recorded with is still there: every slot that it reads as full as it was, and all it captured. */
  fits(): boolean {
    return (
      this.#touched.read.every(({ cell, shape }) => cell.peek()?.shape.join() === shape) &&
      this.#backend.binding.recordingHolds(this.#number)
    );
  }

  /** Runs it on tensors in the place of the inputs, and gives its results, in the caller's `tf.tidy`. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const held = this.#touched.read.flatMap(({ cell }) => cell.peek() ?? []);
    const ids = idsOf(this.#backend, [...inputs, ...this.#variables, ...held]);
    const outputs = this.#backend.binding
      .runRecording(this.#number, ids)
      .map((output) => this.#backend.createOutputTensor(output));
    let next = this.#results;
    for (const { cell, full } of this.#touched.written) cell.replace(full ? outputs[next++] : undefined);
    for (const variable of this.#touched.assigned) variable.assign(outputs[next++]!);
    return outputs.slice(0, this.#results);
  }

  /** Frees the function. */
  dispose(): void {
    this.#backend.binding.deleteRecording(this.#number);
  }
}

/** A cell that the computation reads before it writes it, and the shape found there; `undefined` for an empty one. */
interface ReadCell {
  readonly cell: Cell;
  readonly shape: string | undefined;
}

/** A cell that the computation leaves otherwise than it found it, `full` or empty. */
interface WrittenCell {
  readonly cell: Cell;
  readonly full: boolean;
}

/** What a computation reads and leaves changed beside its inputs. */
interface Touched {
  readonly read: readonly ReadCell[];
  readonly written: readonly WrittenCell[];
  readonly assigned: readonly tf.Variable[];
}

let tracing: RecordingBackend | undefined;

function trace<T>(
  body: () => readonly tf.Tensor[],
  { inputs, variables, compiled }: RecordOptions,
  finish: (backend: RecordingBackend, touched: Touched, results: readonly tf.Tensor[], outputs: number[]) => T,
): T {
  const backend = recordingBackend();
  if (!backend) throw new Error('Only native TensorFlow of @advtrain/engine records: check canRecord() first.');
  const cells = new Cells(backend);
  const before = variables.map((variable) => tf.keep(variable.clone()));
  backend.binding.beginTrace(idsOf(backend, [...inputs, ...variables]));
  tracing = backend;
  try {
    return tf.tidy(() => {
      const results = watched(cells, compiled ? () => composed(body) : body);
      const assigned = variables.filter((variable, i) => variable.dataId !== before[i]!.dataId);
      const touched = { ...cells.touched(), assigned };
      const left = touched.written.flatMap(({ cell }) => cell.peek() ?? []);
      return finish(backend, touched, results, idsOf(backend, [...results, ...left, ...assigned])) as T &
        tf.TensorContainer;
    });
  } finally {
    tracing = undefined;
    cells.restore();
    variables.forEach((variable, i) => {
      if (variable.dataId !== before[i]!.dataId) variable.assign(before[i]!);
    });
    tf.dispose(before);
    backend.binding.endTrace();
  }
}

/** The cells that a computation uses while it is recorded, and what was in them before. */
class Cells implements CellWatch {
  readonly #backend: RecordingBackend;
  readonly #before = new Map<Cell, tf.Tensor | undefined>();
  readonly #owned = new Set<tf.Tensor>();
  readonly #read: ReadCell[] = [];

  constructor(backend: RecordingBackend) {
    this.#backend = backend;
  }

  reads(cell: Cell): void {
    if (this.#before.has(cell)) return;
    const value = this.#find(cell);
    this.#read.push({ cell, shape: value?.shape.join() });
    if (value) this.#backend.binding.traceArgument(idsOf(this.#backend, [value])[0]!);
  }

  writes(cell: Cell): void {
    if (!this.#before.has(cell)) this.#find(cell);
  }

  owns(value: tf.Tensor): boolean {
    return this.#owned.has(value);
  }

  touched(): Pick<Touched, 'read' | 'written'> {
    const changed = [...this.#before].filter(([cell, before]) => cell.peek() !== before);
    return { read: this.#read, written: changed.map(([cell]) => ({ cell, full: cell.peek() !== undefined })) };
  }

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

function idsOf(backend: RecordingBackend, tensors: readonly tf.Tensor[]): number[] {
  return backend.getInputTensorIds(tensors);
}

function recordingBackend(): RecordingBackend | undefined {
  const backend = native();
  return backend && 'beginTrace' in backend.binding ? (backend as RecordingBackend) : undefined;
}
