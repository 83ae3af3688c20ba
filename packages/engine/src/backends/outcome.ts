/** A backend that is registered with TensorFlow.js and works. */
export interface Loaded {
  /** The name that it is registered under. */
  readonly registered: 'tensorflow' | 'wasm' | 'cpu' | 'webgpu';
  /** The version of what computes. */
  readonly version: string;
  /** What it is, as a clause: `TensorFlow 2.21.0 from the cache, on the CPU`. */
  readonly what: string;
  readonly device: 'cpu' | 'gpu';
}

/** Why a backend cannot be used: clauses without a full stop. */
export interface Refused {
  readonly reason: string;
  readonly remedy: string;
}
