export { checkpoint, resume, type Checkpoint } from './checkpoint.ts';
export { around, type Wrapping } from './contract/around.ts';
export { atLeast, wholeNumber } from './contract/check.ts';
export { gathered, toldByEach } from './cluster/told-by-each.ts';
export type { Cluster, ClusterFailure } from './contract/cluster.ts';
export { clockAt, type Clock } from './contract/clock.ts';
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
export { fromFunction, type FunctionOptions, type Passing } from './contract/from-function.ts';
export { absolute, unitLength, type Length, type Lengths, type LengthUnit, type Measured } from './contract/length.ts';
export { crossEntropyOf, type Loss } from './contract/loss.ts';
export { tensorsOf, uncounted, type Batch, type Inputs, type Model, type Params } from './contract/model.ts';
export {
  choice,
  defaultsOf,
  flag,
  length,
  lengthOrNone,
  lengthUnitOf,
  neighboursFile,
  neighboursOption,
  real,
  realOrNone,
  whole,
  type LengthRule,
  type OptionRule,
  type OptionSchemas,
  type OptionsOf,
  type Range,
} from './contract/option.ts';
export type { Pass, Plugin, StepResult, Tensors } from './contract/plugin.ts';
export { at, risen, type ByStep, type Schedule } from './contract/schedule.ts';
export type { Substitutes } from './contract/substitutes.ts';
export type { Objective, Round, Rounds, Site, Step, View, Where } from './contract/step.ts';
export { parseJson } from './files/json.ts';
export { pointerSentence } from './files/lfs-pointer.ts';
export { plainNumeral } from './files/numerals.ts';
export { readSafetensors, writeSafetensors, type TensorFile } from './files/safetensors.ts';
export { tensorData, tensorsFrom, type TensorData, type TensorType, type TensorValues } from './files/tensor-data.ts';
export { begunAt } from './hooks/begun-at.ts';
export { replaysOf } from './hooks/replays.ts';
export { roundsOf, shiftedRounds } from './hooks/rounds-of.ts';
export { roundUnits, unitsOfPlugins } from './hooks/units.ts';
export { wrapped } from './hooks/wrapped.ts';
export { natural, naturalEntry, type NaturalOptions } from './natural.ts';
export { costLedger, type Ledger } from './observers/cost.ts';
export { ema, type EMAOptions } from './observers/ema.ts';
export { rowWatch, type RowWatch } from './observers/row-watch.ts';
export { runRecord, type RunRecord } from './observers/run-record.ts';
export { adam, adamw, type AdamOptions } from './optimizers/adam.ts';
export { clip } from './optimizers/clip.ts';
export { cosineDecay, linearDecay, polynomialDecay, warmUp, type DecayOptions } from './optimizers/decay.ts';
export { withGradientNorm } from './optimizers/gradient-norm.ts';
export { decaysByDefault, type Optimizer, type ScaledApply } from './optimizers/optimizer.ts';
export { globalNorm, mapParams } from './optimizers/params.ts';
export { sharded, type Sharing } from './optimizers/sharded.ts';
export { sgd, type SGDOptions } from './optimizers/sgd.ts';
export type { Compile, Execution, Measurement } from './recording/execution.ts';
export { probe } from './step/begin-step.ts';
export { checked, unknownOption } from './options/checked.ts';
export { nearest } from './options/nearest.ts';
export {
  aFunction,
  aMethod,
  aModel,
  anInterval,
  aNumber,
  belowOne,
  aText,
  either,
  finiteAbove,
  finiteFrom,
  needed,
  numberAbove,
  numberFrom,
  numberThat,
  oneOf,
  scheduled,
  thing,
  wholeFrom,
  yesOrNo,
  type NeededRule,
  type Rule,
  type RulesOf,
} from './options/rules.ts';
export type { TrainerOptions } from './trainer-options.ts';
export { Trainer, type FitFrom } from './trainer.ts';
