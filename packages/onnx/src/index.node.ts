export { onnxModel, type EncoderToWrite, type OnnxOptions } from './onnx-model.ts';
export type { Files } from './file/model-file.ts';
