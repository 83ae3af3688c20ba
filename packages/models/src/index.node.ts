export * from './index.ts';
export { readModelFolder, readTokenizer, writeModelFolder, type ModelFolder, type SavedModel } from './folder.node.ts';
export { weights, type WeightsName } from './weights.node.ts';
