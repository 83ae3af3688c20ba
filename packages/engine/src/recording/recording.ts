import * as tf from '@tensorflow/tfjs-core';
import { composed } from '../native/fused.ts';
import { watched } from './cell.ts';
import { Cells, type TouchedCells } from './cells.ts';
import { checksDuring, runChecks, type InputCheck } from './input-checks.ts';
import { recordingBackend, type RecordingBackend } from './recorder.ts';

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
 * TensorFlow becomes a node of a graph. Slots and `variables` that it reads become arguments, those that it writes become
 * results; other tensors are captured, the small ones by their numbers, and the recording holds as long as they are there.
 * Afterwards everything is as it was before.
 *
 * Throws where `body` reads a value back or makes a shape that depends on one, and what `body` throws.
 *
 * @param body makes operations alone, and gives the results.
 * @param options the inputs, the variables that it may assign to, and whether XLA compiles it.
 */
export function record(body: () => readonly tf.Tensor[], options: RecordOptions): Recording {
  return trace(body, options, (backend, touched, checks, results, outputs) => {
    const text = backend.binding.traceFingerprint(outputs);
    const number = backend.binding.finishTrace(outputs, options.compiled ?? false);
    return new Recording(backend, number, text, options.variables, touched, checks, results.length);
  });
}

/**
 * The {@link Recording.fingerprint} that recording `body` now would give.
 *
 * @param body what is to be recorded.
 * @param options the inputs, the variables that it may assign to, and whether XLA compiles it.
 */
export function fingerprint(body: () => readonly tf.Tensor[], options: RecordOptions): string {
  return trace(body, options, (backend, _touched, _checks, _results, outputs) =>
    backend.binding.traceFingerprint(outputs),
  );
}

/**
 * Runs `work` for real although a computation is being recorded: for what is made once and captured.
 *
 * @param work done at once.
 */
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
  /** Operations of its graph. TensorFlow keeps about 5.5 kB of each. */
  readonly nodes: number;
  readonly #backend: RecordingBackend;
  readonly #number: number;
  readonly #variables: readonly tf.Variable[];
  readonly #touched: Touched;
  readonly #checks: readonly InputCheck[];
  readonly #results: number;

  /**
   * Made by {@link record}.
   *
   * @param backend the native one.
   * @param number the recording's, by which the addon knows it.
   * @param fingerprint what it is recognised by.
   * @param variables in the order of the arguments.
   * @param touched the slots that it reads and writes.
   * @param checks what an input must hold to.
   * @param results how many there are.
   */
  constructor(
    backend: RecordingBackend,
    number: number,
    fingerprint: string,
    variables: readonly tf.Variable[],
    touched: Touched,
    checks: readonly InputCheck[],
    results: number,
  ) {
    this.#backend = backend;
    this.#number = number;
    this.fingerprint = fingerprint;
    this.nodes = backend.binding.recordingNodes(number);
    this.#variables = variables;
    this.#touched = touched;
    this.#checks = checks;
    this.#results = results;
  }

  /** Whether what it was recorded with is still there: every slot that it reads as full as it was, and all it captured. */
  fits(): boolean {
    return this.#touched.read.every(({ cell, shape }) => cell.peek()?.shape.join() === shape) && this.holds();
  }

  /** Whether the tensors that it captured are still there. */
  holds(): boolean {
    return this.#backend.binding.recordingHolds(this.#number);
  }

  /**
   * Runs it on tensors in the place of the inputs, and gives its results, in the caller's `tf.tidy`. Throws, and runs nothing, where
   * an input does not pass what the computation checks of it.
   *
   * @param inputs in the order and of the shapes that it was recorded with.
   */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    runChecks(this.#checks, inputs);
    const held = this.#touched.read.flatMap(({ cell }) => cell.peek() ?? []);
    const ids = this.#backend.getInputTensorIds([...inputs, ...this.#variables, ...held]);
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

/** What a computation reads and leaves changed beside its inputs. */
interface Touched extends TouchedCells {
  readonly assigned: readonly tf.Variable[];
}

let tracing: RecordingBackend | undefined;

function trace<T>(
  body: () => readonly tf.Tensor[],
  { inputs, variables, compiled }: RecordOptions,
  finish: (
    backend: RecordingBackend,
    touched: Touched,
    checks: readonly InputCheck[],
    results: readonly tf.Tensor[],
    outputs: number[],
  ) => T,
): T {
  const backend = recordingBackend();
  if (!backend) throw new Error('Only native TensorFlow of @advtrain/engine records: check canRecord() first.');
  const cells = new Cells(backend);
  const before = variables.map((variable) => tf.keep(variable.clone()));
  backend.binding.beginTrace(backend.getInputTensorIds([...inputs, ...variables]));
  tracing = backend;
  try {
    return tf.tidy(() => {
      const { results, checks } = checksDuring(inputs, () => watched(cells, compiled ? () => composed(body) : body));
      const assigned = variables.filter((variable, i) => variable.dataId !== before[i]!.dataId);
      const touched = { ...cells.touched(), assigned };
      const left = touched.written.flatMap(({ cell }) => cell.peek() ?? []);
      return finish(
        backend,
        touched,
        checks,
        results,
        backend.getInputTensorIds([...results, ...left, ...assigned]),
      ) as T & tf.TensorContainer;
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
