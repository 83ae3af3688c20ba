// The statistics that came with comparisons before they had a package of their own.
export {
  fewestSeeds,
  holm,
  pairedDifferences,
  signFlipTest,
  smallestP,
  spread,
  standardError,
} from '@advtrain/statistics';
export type { BySeed, Spread } from '@advtrain/statistics';
export { attackDefaults, attackOf, trainingDefaults } from './asked.ts';
export type { Asked } from './asked.ts';
export { compare, filesOf } from './compare.ts';
export type { CompareOptions } from './compare.ts';
export { conclusions } from './conclusions/conclusions.ts';
export { controlOf } from './conclusions/control.ts';
export type {
  BeginEvent,
  CompareEvent,
  EvaluationEvent,
  FinishedEvent,
  KeptEvent,
  NoteEvent,
  RunBeginsEvent,
  RunEvent,
  RunName,
  RunPlace,
  StepEvent,
  WrittenEvent,
} from './events.ts';
export { bytes, count, duration, list, percent, points, rounded } from './format.ts';
export { checkMethod, configured } from './methods/configured.ts';
export type { Configured, MethodOptions } from './methods/configured.ts';
export { naturalMatchedEntry } from './methods/natural-matched-entry.ts';
export { mistakeIn, unknownMethod, unknownOption } from './methods/schema-mistake.ts';
export type { Naming } from './methods/schema-mistake.ts';
export { optionsText, paperText, sourceText } from './methods/texts.ts';
export { figures } from './report/charts.ts';
export type { Figure } from './report/charts.ts';
export { describe } from './report/describe.ts';
export { page, reading } from './report/page.ts';
export { markdown, plain, table } from './report/table.ts';
export type { Table } from './report/table.ts';
export { correctOf } from './results/correct.ts';
export { cells, collapsed, titleOf } from './results/cells.ts';
export type { Cell } from './results/cells.ts';
export { miscounted } from './results/miscounted.ts';
export type {
  ComparedMethod,
  Comparison,
  CurvePoint,
  EpochPoint,
  RunResult,
  SetInfo,
  StoppedMethod,
  TaskInfo,
  UsedEngine,
} from './results/results.ts';
export { hash, store } from './results/store.ts';
export type { Json, Store } from './results/store.ts';
export { Interrupted } from './run/interrupted.ts';
export { planOf } from './run/plan.ts';
export type { Budget, Plan } from './run/plan.ts';
export { run } from './run/run.ts';
export type { RunContext } from './run/run.ts';
export { attackSchema, seedsSchema, trainingSchemas } from './settings-schema.ts';
export type { Schema } from './settings-schema.ts';
export type { Settings, TaskSettings, TrainingSettings } from './settings.ts';
export { imageTask } from './task/image-task.ts';
export type { ImageTaskOptions } from './task/image-task.ts';
export type { StartingModel } from './task/starting-model.ts';
export type { RunModel, Task } from './task/task.ts';
export { textTask } from './task/text-task.ts';
export type { LabelledTexts, StreamedExamples, TextTaskOptions } from './task/text-task.ts';
export { heldTraining, streamedTraining } from './task/training-set.ts';
export type { Feed, FeedOptions, StreamedTexts, TrainingSet } from './task/training-set.ts';
export { UsageError } from './usage-error.ts';
