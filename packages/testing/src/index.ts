export { backendsHere, onBackends, type TestBackend } from './backends.ts';
export { tensorsOf } from '@advtrain/core';
export { climbsOf, type Climb } from './contract/climb.ts';
export { describeEntry, type ClimbContract, type EntryContract } from './contract/describe-entry.ts';
export { imageBatch, textBatch, type BatchSize } from './tiny/batches.ts';
export { describeMethod, type MethodContract } from './contract/describe-method.ts';
export { interrupted, uninterrupted, type Ending, type Make } from './contract/resumed.ts';
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
export { centralDifferences } from './gradients/central-differences.ts';
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
} from './gradients/gradients.ts';
export { type Disposable } from './tiny/initial-variables.ts';
export { ballOf, pointOf } from './gradients/perturbed-in.ts';
export { plainGradient, plainParams, type PlainMove, type PlainOptions } from './gradients/plain-gradient.ts';
export { tinyImage, type TinyImageOptions } from './tiny/image.ts';
export { noSubstitutes, tinySubstitutes } from './tiny/substitutes.ts';
export { tinyText, type TinyRows, type TinyTextOptions } from './tiny/text.ts';
