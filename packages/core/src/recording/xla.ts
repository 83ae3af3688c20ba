import { onGpu } from '@advtrain/engine';
import type { Compile } from './execution.ts';
import { Trial } from './trial.ts';

/** Whether and when the functions of one runner are compiled by XLA. */
export class Xla {
  /** Why it compiles nothing any more. */
  failure: string | undefined;
  /** The longest that it has taken to compile, in milliseconds. */
  compiling = 0;
  readonly #always: boolean;
  readonly #now: (() => number) | undefined;

  /** `now` gives milliseconds; the default is that there are trials on a GPU only. */
  constructor(compile: Compile, now = onGpu() ? () => performance.now() : undefined) {
    this.#always = compile === 'xla';
    this.#now = compile === 'auto' ? now : undefined;
  }

  /** Whether functions are compiled without a trial. */
  get always(): boolean {
    return this.#always && this.failure === undefined;
  }

  /** A trial for a new function, where there is to be one. */
  trial(): Trial | undefined {
    return this.#now && this.failure === undefined ? new Trial(this.#now) : undefined;
  }

  /** Notes that it cannot compile, and says so. */
  fail(error: unknown): void {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    const first = this.failure === undefined;
    this.failure = `XLA cannot compile a step: ${reason}`;
    if (first) console.warn(`Steps run as TensorFlow functions, because ${this.failure}`);
  }
}
