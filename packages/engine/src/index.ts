export type { AdamUpdate, Betas, FusedAdam } from './adam/adam.ts';
export { fusedAdam } from './adam/fused-adam.ts';
export { receivedFromProcess, sentToProcesses } from './collectives/broadcast.ts';
export { joinProcesses, stopWatching, watchProcesses, type WatchTimes } from './collectives/joining.ts';
export { sumOrder, sumOverProcesses, type SumOptions, type SumOrder, type Wire } from './collectives/sum.ts';
export type { TogetherOptions } from './collectives/together.ts';
export { constant } from './constant.ts';
export { backendOrder, engine, type BackendName, type EngineInfo, type EngineOptions } from './engine.ts';
export { native, onGpu, raw, type Attribute, type NativeBackend, type RawTensor } from './native/native.ts';
export { checkPrecision, precision, precisions, withPrecision, type Precision } from './native/precision.ts';
export { attention, type AttentionOptions } from './ops/attention/attention.ts';
export { checkpointed } from './gradients/checkpointed.ts';
export { closedForm, type Gradients } from './gradients/closed-form.ts';
export { conv2d, maxPool, rectifiedConv2d, type WindowOptions } from './ops/convolution.ts';
export { kullbackLeibler, squaredDistance, stopGradient, symmetricKL } from './ops/divergence.ts';
export { dot } from './ops/dot.ts';
export { dropout, dropoutMask } from './ops/dropout.ts';
export { embedding, scatter } from './ops/embedding.ts';
export { gelu, geluTanh } from './ops/gelu.ts';
export { groupNorm } from './ops/group-norm.ts';
export { layerNorm } from './ops/layer-norm.ts';
export { linear } from './ops/linear.ts';
export { localAttention, type LocalAttentionOptions } from './ops/attention/local-attention.ts';
export { countedRows, shares } from './ops/classes/counted-rows.ts';
export { countedCrossEntropy, crossEntropy, meanSquaredError } from './ops/loss.ts';
export { product, type Transposed } from './ops/product.ts';
export { relativeBias, relativeScores } from './ops/attention/relative-scores.ts';
export { relu } from './ops/relu.ts';
export { rotary } from './ops/attention/rotary.ts';
export { fold, key, rowsOf, stepKey, type Key, type Piece } from './random/key.ts';
export { normal, uniform, uniformNumbers } from './random/random.ts';
export {
  canRecord,
  fingerprint,
  outsideRecording,
  record,
  Recording,
  type RecordOptions,
} from './recording/recording.ts';
export { RecordingRoom } from './recording/recording-room.ts';
export { Recordings, type RecordingsOptions } from './recording/recordings.ts';
export { Slot } from './recording/slot.ts';
