import type { TensorFile } from '@advtrain/core';

/** A {@link fit} that ended because its signal was aborted. The model has the parameters of the last step. */
export class FitStopped extends Error {
  /** What other programs tell by that a signal ended something. */
  override readonly name = 'AbortError';
  /** What `from` takes to go on. */
  readonly state: TensorFile;

  /**
   * @param step how many steps were taken.
   * @param steps how many there would have been.
   * @param state what `from` goes on with.
   * @param cause why it was stopped: the signal's reason.
   */
  constructor(step: number, steps: number, state: TensorFile, cause: unknown) {
    super(`Training was stopped after step ${step} of ${steps}; fit(…, { from: error.state }) goes on.`, { cause });
    this.state = state;
  }
}
