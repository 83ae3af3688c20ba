/** Lets timers and signals have their turn between two batches; what it throws ends the evaluation. */
export type Pause = () => Promise<void>;

/** No pause. */
export const noPause: Pause = () => Promise.resolve();
