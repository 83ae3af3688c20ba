/** The ways in which training is seen to fail while it runs. */
export const failureKinds = [
  'collapse',
  'chance-loss',
  'catastrophic-overfitting',
  'exploding-gradients',
  'not-finite',
] as const;

/** One of {@link failureKinds}. */
export type FailureKind = (typeof failureKinds)[number];

/** What was seen to go wrong in a run. */
export interface Warning {
  readonly kind: FailureKind;
  /** Optimizer steps taken when it was seen. */
  readonly step: number;
  /** What was seen, with its numbers. */
  readonly sentence: string;
  /** What has been shown to help, in one sentence. */
  readonly advice: string;
  /** Optimizer steps taken when it was seen to be over. Absent where it was not. */
  readonly until?: number;
}

/** What is done about it: end the run, begin it anew with smaller sizes, or say it and go on. */
export const failurePolicies = ['warn', 'stop', 'restart-smaller'] as const;

/** One of {@link failurePolicies}. */
export type FailurePolicy = (typeof failurePolicies)[number];

/** Those that were not over when training ended. */
export function lasting(warnings: readonly Warning[] = []): readonly Warning[] {
  return warnings.filter(({ until }) => until === undefined);
}
