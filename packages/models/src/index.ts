export type { Activation } from './activation.ts';
export { encoderConfig, type EncoderConfig, type ModelType, type Task } from './config.ts';
export { convNet, type ConvNet, type ConvNetConfig, type ImageLayer } from './conv-net.ts';
export { encoder, type Encoder } from './encoder.ts';
export { initialParams } from './initial.ts';
export { parameterShapes } from './names.ts';
export { tokenizer, type EncodeOptions, type Encoded, type Tokenizer } from './tokenizer.ts';
export { fitWeights, normaliseNames, type FittedWeights } from './weights.ts';
export { readSafetensors, writeSafetensors, type TensorData, type TensorFile } from '@advtrain/core';
