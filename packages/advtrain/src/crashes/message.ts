/** The environment variable by which a process knows that the one that began it supervises it. */
export const mark = 'ADVTRAIN_SUPERVISED';

/** Signals by which people, terminals and machines that shut down end a process. */
export const stops = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One of {@link stops}. */
export type Stop = (typeof stops)[number];

/** Whether a signal is one of {@link stops}. */
export function isStop(signal: string): signal is Stop {
  return (stops as readonly string[]).includes(signal);
}

/** What a supervising process says: it got this signal. */
export interface Stopped {
  readonly stop: Stop;
}

/** What a supervised process says: this is kept, and can be gone on from. */
export interface Kept {
  readonly kept: string;
}
