import { native, type NativeBackend, type RawTensor } from '../native/native.ts';

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
  /** Operations of its graph. */
  recordingNodes(recording: number): number;
  runRecording(recording: number, argumentIds: readonly number[]): RawTensor[];
  deleteRecording(recording: number): void;
}

/** The native backend with our own addon, as far as recording needs it. */
export interface RecordingBackend extends NativeBackend {
  readonly binding: NativeBackend['binding'] & Recorder;
}

/** The current backend where it can record. */
export function recordingBackend(): RecordingBackend | undefined {
  const backend = native();
  return backend && 'beginTrace' in backend.binding ? (backend as RecordingBackend) : undefined;
}
