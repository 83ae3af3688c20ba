export * from './index.ts';
export { writeOnnxFolder, type OnnxFolder } from './folder/onnx-folder.node.ts';
