/** Lets timers and signals have their turn between two batches; what it throws ends the evaluation. */
export type Pause = () => Promise<void>;

/** No pause. */
export const noPause: Pause = () => Promise.resolve();

/** Gives timers, signals and pages a turn, at most every 50 ms. */
export function breathing(): Pause {
  let last = performance.now();
  return async () => {
    if (performance.now() - last <= 50) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
