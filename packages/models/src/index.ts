export type { Activation } from './encoder/activation.ts';
export { encoderConfig, type EncoderConfig } from './encoder/config/config.ts';
export type { DisentangledFields, LayerType, ModernFields, OwnFields } from './encoder/config/own-fields.ts';
export { encoder, type Encoder, type EncoderOptions } from './encoder/encoder.ts';
export { trainedShapes, type SplitShapes } from './encoder/training/trained-shapes.ts';
export type { Freeze } from './encoder/training/freezing.ts';
export {
  adaptedModel,
  mergedModel,
  type AdaptedModel,
  type Adapter,
  type PlainModel,
} from './adapter/adapted-model.ts';
export { wholeParams, type AdaptedParams } from './adapter/whole-params.ts';
export { initialAdapter } from './encoder/training/initial-adapter.ts';
export type { LoRA, LoRAOptions } from './encoder/training/lora.ts';
export { modelTypes, type ModelType } from './encoder/families/families.ts';
export { maskedEncoder, type MaskedEncoder } from './encoder/masked-encoder.ts';
export type { BlockNames } from './encoder/blocks/block.ts';
export type { Distances } from './encoder/distances.ts';
export type { Embeddings, Projection } from './encoder/embeddings/embeddings.ts';
export type { Head, InnerLayer } from './encoder/families/family.ts';
export { encoderLayout, type EncoderLayout } from './encoder/layout.ts';
export { initialParams } from './encoder/initial.ts';
export { longestSequence } from './encoder/config/longest-sequence.ts';
export { parameterShapes } from './encoder/names.ts';
export type { EncoderShape, NetShape, Task } from './encoder/shape.ts';
export { fitWeights, normaliseNames, type FittedWeights } from './encoder/weights.ts';
export { classPlaces } from './folder/class-names.ts';
export { orderClasses } from './folder/class-order.ts';
export { modelCard, type CardMetric, type CardResult, type CardSection, type ModelCard } from './folder/model-card.ts';
export { catalogue, knownModel, type KnownModel } from './hub/catalogue.ts';
export { convNet, type ConvNet, type ConvNetConfig, type ImageLayer } from './images/conv-net.ts';
export { imageNets, initialImageParams, type ImageNet, type ImageNetName } from './images/image-nets.ts';
export type { Normalization } from './images/pixels.ts';
export { preActResNetShapes, type PreActResNetConfig } from './images/preact-plan.ts';
export { preActResNet } from './images/preact-resnet.ts';
export { imageParamsFromTorch } from './images/torch-layout.ts';
export {
  tokenizer,
  type EncodeOptions,
  type Encoded,
  type EncodedWindow,
  type EncodedWindows,
  type EncodedWords,
  type ModelSizes,
  type Tokenizer,
  type WindowOptions,
} from './tokenizer/tokenizer.ts';
export type { Span } from './tokenizer/offsets/token-spans.ts';
export { bytePairJson, wordPieceJson } from './tokenizer/folder/vocabulary.ts';
export { readSafetensors, writeSafetensors, type TensorData, type TensorFile } from '@advtrain/core';
