import type { Measurement, Way } from './execution.ts';

/** Steps of each way that are timed, after a first one that is not: it compiles, and fills caches. */
const timed = 3;

/** Measures whether a function runs faster compiled by XLA: some of its steps as it is, then as many compiled. */
export class Trial {
  readonly #now: () => number;
  readonly #times: Record<Way, number[]> = { function: [], xla: [] };
  #steps = 0;

  /** `now` gives milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * How the next step is to run. XLA has its turn when the function has taken as long altogether as `compiling`
   * milliseconds: then compiling in vain at most doubles what has been spent.
   */
  next(compiling: number): Way {
    const { function: times, xla } = this.#times;
    if (xla.length > 0) return 'xla';
    return times.length <= timed || this.#steps * median(times) < compiling ? 'function' : 'xla';
  }

  /** Runs a step, and times it where that is needed; `finish` waits for what it computes. */
  run<T>(way: Way, step: () => T, finish: (result: T) => void): T {
    if (way === 'function') this.#steps++;
    const times = this.#times[way];
    if (times.length > timed) return step();
    const began = this.#now();
    const result = step();
    finish(result);
    times.push(this.#now() - began);
    return result;
  }

  /** What has been found, once both have been timed. */
  get result(): Omit<Measurement, 'batch'> | undefined {
    const { function: plain, xla } = this.#times;
    if (xla.length <= timed) return undefined;
    const functionMs = median(plain);
    const xlaMs = median(xla);
    const compileSeconds = (xla[0]! - xlaMs) / 1000;
    return { functionMs, xlaMs, compileSeconds, kept: xlaMs < functionMs ? 'xla' : 'function' };
  }
}

/** The median of what has been timed, without the first. */
function median(times: readonly number[]): number {
  return times.slice(1).sort((a, b) => a - b)[Math.floor((times.length - 1) / 2)] ?? Infinity;
}
