export { compare, filesOf } from './compare.ts';
export type { CompareOptions } from './compare.ts';
export { conclusions, controlOf } from './conclusions/conclusions.ts';
export {
  fewestSeeds,
  holm,
  pairedDifferences,
  signFlipTest,
  smallestP,
  spread,
  standardError,
} from './conclusions/statistics.ts';
export type { BySeed, Spread } from './conclusions/statistics.ts';
export { bytes, count, duration, list, percent, points, rounded } from './format.ts';
export { methodNames } from './methods/method-rules.ts';
export type { MethodName, MethodOptions, MethodRules, OptionRule } from './methods/method-rules.ts';
export { methods, optionsText } from './methods/methods.ts';
export { checkMethod, pluginOf } from './methods/plugins.ts';
export type { Subject } from './methods/plugins.ts';
export { figures } from './report/charts.ts';
export type { Figure } from './report/charts.ts';
export { describe } from './report/describe.ts';
export { page, reading } from './report/page.ts';
export { markdown, plain, table } from './report/table.ts';
export type { Table } from './report/table.ts';
export { cells, collapsed, titleOf } from './results/cells.ts';
export type { Cell } from './results/cells.ts';
export type {
  Comparison,
  CurvePoint,
  EpochPoint,
  MethodEntry,
  RunResult,
  SetInfo,
  TaskInfo,
} from './results/results.ts';
export { hash, runRecord, store, writeAtomically } from './results/store.ts';
export type { Json, RunRecord, Store } from './results/store.ts';
export { Interrupted } from './run/interrupted.ts';
export type { Live, Progress } from './run/live.ts';
export { planOf } from './run/plan.ts';
export type { Plan } from './run/plan.ts';
export { run } from './run/run.ts';
export type { RunContext } from './run/run.ts';
export { heldTraining, streamedTraining } from './run/training-set.ts';
export type { Feed, FeedOptions, StreamedTexts, TrainingSet } from './run/training-set.ts';
export type { Settings } from './settings.ts';
export type { RunModel, Task } from './task.ts';
export { UsageError } from './usage-error.ts';
