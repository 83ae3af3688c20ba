export { backendsHere, onBackends, type TestBackend } from './backends.ts';
export { tensorsOf } from '@advtrain/core';
export { imageBatch, textBatch, type BatchSize } from './batches.ts';
export { climbsOf, type Climb } from './contract/climb.ts';
export { describeEntry, type ClimbContract, type EntryContract } from './contract/describe-entry.ts';
export { describeMethod, type MethodContract } from './contract/describe-method.ts';
export { interrupted, uninterrupted, type Ending } from './contract/resumed.ts';
export {
  fourBatches,
  gap,
  stateful,
  tinyModel,
  trained,
  values,
  type Kind,
  type RunOptions,
  type Trained,
} from './contract/training.ts';
export { centralDifferences } from './central-differences.ts';
export {
  collector,
  combined,
  gradientsOf,
  roundAt,
  rowsOf,
  watched,
  type FoundGradients,
  type GradientOptions,
  type Numbers,
} from './gradients.ts';
export { type Disposable } from './initial-variables.ts';
export { ballOf, pointOf } from './perturbed-in.ts';
export { plainGradient, plainParams, type PlainMove, type PlainOptions } from './plain-gradient.ts';
export { tinyImage, type TinyImageOptions } from './tiny-image.ts';
export { tinyText, type TinyTextOptions } from './tiny-text.ts';
