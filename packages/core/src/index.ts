export type { Batch, Inputs, Model, Params } from './model.ts';
export type { Objective, Pass, Plugin, Round, Site, Step, StepResult, Tensors, Where } from './plugin.ts';
export { at, type Schedule } from './schedule.ts';
export { readSafetensors, writeSafetensors, type TensorFile } from './safetensors.ts';
export { tensorData, tensorsFrom, type TensorData, type TensorType, type TensorValues } from './tensor-data.ts';
