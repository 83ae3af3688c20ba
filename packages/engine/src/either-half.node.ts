// The types of a program that says neither that it runs on Node nor that it runs in a browser, as for a bundler: what either half has.
import type * as node from './engine.node.ts';
import type * as page from './engine.ts';

export * from './index.node.ts';

/** A backend that the engine can run on, in Node or in a browser. */
export type BackendName = node.BackendName | page.BackendName;

/** How the engine is to be chosen. */
export interface EngineOptions extends Omit<node.EngineOptions, 'backend'> {
  /** The backend to use, whatever else is there. Default: the first of the order that loads. */
  readonly backend?: BackendName | undefined;
}

/** Which engine runs, and why. */
export type EngineInfo = node.EngineInfo | page.EngineInfo;

/** The backends in the order in which they are preferred. */
export declare const backendOrder: readonly BackendName[];

/**
 * Chooses the backend that TensorFlow.js runs on, loads it together with all gradients, and says why. A backend that is asked for by
 * name and cannot load here is an error with the remedy.
 */
export declare function engine(options?: EngineOptions): Promise<EngineInfo>;
