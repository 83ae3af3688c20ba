export * from './index.ts';
export { readModelFolder, writeModelFolder, type ModelFolder, type SavedModel } from './folder.node.ts';
export { load, type LoadedModel, type LoadOptions } from './load.node.ts';
export { cached, pretrained, type PretrainedOptions } from './pretrained.node.ts';
export { readTokenizer } from './tokenizer-folder.node.ts';
export { weights, type WeightsName } from './weights.node.ts';
