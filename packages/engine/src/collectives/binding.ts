import type { NativeBackend, RawTensor } from '../native/native.ts';
import { native } from '../native/native.ts';

/** What the addon offers for working with other processes. */
interface Collectives {
  /** Becomes a task of the cluster that a serialized tensorflow.ServerDef describes. */
  join(definition: Uint8Array, task: string): void;
  /** Asks tasks in a thread of its own whether they live; one that does not answer ends every collective. Milliseconds. */
  startWatch(tasks: readonly string[], interval: number, limit: number, attempts: number): void;
  stopWatch(): void;
  deleteTensor(id: number): void;
  executeOp(
    op: string,
    attributes: readonly object[],
    ids: readonly (number | number[])[],
    outputs: number,
  ): RawTensor[];
}

/** The native backend with our own addon, as far as collectives need it. */
export interface CollectiveBackend extends NativeBackend {
  readonly binding: NativeBackend['binding'] & Collectives;
}

/** The current backend where it can work with other processes. Throws where it cannot. */
export function collectiveBackend(): CollectiveBackend {
  const backend = native();
  if (backend && 'startWatch' in backend.binding) return backend as CollectiveBackend;
  throw new Error(
    "Several processes train together on native TensorFlow of @advtrain/engine only, which is not what runs here: await engine({ backend: 'native' }), which says what is missing.",
  );
}
