export { adam, adamw, type AdamOptions } from './adam.ts';
export { checkpoint, resume, type Checkpoint } from './checkpoint.ts';
export { clip } from './clip.ts';
export { clockAt, type Clock } from './clock.ts';
export { costLedger, type Ledger } from './cost.ts';
export {
  defineMethod,
  optionsOf,
  taskKinds,
  variant,
  type MethodEntry,
  type Paper,
  type Subject,
  type TaskKind,
} from './contract/entry.ts';
export {
  choice,
  defaultsOf,
  flag,
  real,
  realOrNone,
  whole,
  type OptionRule,
  type OptionSchemas,
  type OptionsOf,
  type Range,
} from './contract/option.ts';
export { ema, type EMAOptions } from './ema.ts';
export type { Compile, Execution, Measurement } from './execution.ts';
export { failureWatch } from './failure-watch.ts';
export { tensorsOf, type Batch, type Inputs, type Model, type Params } from './model.ts';
export { natural, type NaturalOptions } from './natural.ts';
export { decaysByDefault, type Optimizer, type ScaledApply } from './optimizer.ts';
export { atLeast, wholeNumber } from './options.ts';
export { globalNorm, mapParams } from './params.ts';
export type { Objective, Pass, Plugin, Round, Site, Step, StepResult, Tensors, Where } from './plugin.ts';
export { runRecord, type RunRecord } from './run-record.ts';
export { readSafetensors, writeSafetensors, type TensorFile } from './safetensors.ts';
export { at, cosineDecay, linearDecay, polynomialDecay, warmUp, type DecayOptions, type Schedule } from './schedule.ts';
export { sgd, type SGDOptions } from './sgd.ts';
export { probe, type Loss } from './step.ts';
export { tensorData, tensorsFrom, type TensorData, type TensorType, type TensorValues } from './tensor-data.ts';
export { Trainer, type TrainerOptions } from './trainer.ts';
