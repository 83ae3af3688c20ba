/** Lets timers and signals have their turn between two batches. */
export type Pause = () => Promise<void>;
