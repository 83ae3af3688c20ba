export { encoderConfig, type Activation, type EncoderConfig, type ModelType, type Task } from './config.ts';
export { encoder, type Encoder } from './encoder.ts';
export { initialParams } from './initial.ts';
export { parameterShapes } from './names.ts';
