export { assignments, methodList, methodName, seedList } from './assignments.ts';
export { cells, collapsed, titleOf } from './cells.ts';
export type { Cell } from './cells.ts';
export { compare, filesOf } from './compare.ts';
export type { CompareOptions } from './compare.ts';
export { conclusions, controlOf } from './conclusions.ts';
export { describe } from './describe.ts';
export type { Batches, ExampleSet, TrainingPass } from './example-set.ts';
export { bytes, count, duration, list, percent, points, rounded } from './format.ts';
export { Interrupted } from './interrupted.ts';
export { live } from './live.ts';
export type { Live, Progress } from './live.ts';
export type { SplitOptions } from './load-splits.ts';
export { loadTask } from './load-task.ts';
export type { Loaded, LoadOptions } from './load-task.ts';
export { methodNames, methods, optionsText } from './methods.ts';
export type { MethodName, MethodOptions, MethodRules, OptionRule } from './methods.ts';
export { planOf } from './plan.ts';
export type { Plan } from './plan.ts';
export { pluginOf } from './plugins.ts';
export type { Subject } from './plugins.ts';
export { presets } from './presets.ts';
export { recipeNamed } from './recipes.ts';
export { figures } from './report/charts.ts';
export type { Figure } from './report/charts.ts';
export { page, reading } from './report/page.ts';
export { checked, resolve } from './resolve.ts';
export type { Config } from './resolve.ts';
export type {
  Comparison,
  CurvePoint,
  EpochPoint,
  MethodEntry,
  RobustPoint,
  RunResult,
  Scores,
  SetInfo,
  TaskInfo,
} from './results.ts';
export { run } from './run.ts';
export type { RunContext } from './run.ts';
export { configSchema } from './schema.ts';
export type { Schema } from './schema.ts';
export type { AttackSettings, Settings } from './settings.ts';
export { fewestSeeds, holm, pairedDifferences, signFlipTest, smallestP, spread, standardError } from './statistics.ts';
export type { BySeed, Spread } from './statistics.ts';
export { hash, runRecord, store, writeAtomically } from './store.ts';
export type { Json, RunRecord, Store } from './store.ts';
export { markdown, plain, table } from './table.ts';
export type { Table } from './table.ts';
export type { RunModel, Task, TaskKind } from './task.ts';
export { UsageError } from './usage-error.ts';
