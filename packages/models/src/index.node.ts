export * from './index.ts';
export {
  isAdapterFolder,
  readAdapterFolder,
  writeAdapterFolder,
  type AdapterFolder,
  type SavedAdapter,
} from './adapter/adapter-folder.node.ts';
export {
  readModelFolder,
  writeModelFolder,
  writeModelSettings,
  type ModelFolder,
  type SavedModel,
} from './folder/folder.node.ts';
export { writeModelCard } from './folder/model-card.node.ts';
export { tokenizerFiles } from './folder/saved-tokenizer.node.ts';
export { writeTogether, type Together } from './folder/together.node.ts';
export { holdsWeights } from './folder/weight-files.node.ts';
export { save } from './folder/save.node.ts';
export { load, type LoadedModel, type LoadOptions } from './hub/load.node.ts';
export { loadMasked, type LoadedMaskedModel } from './hub/load-masked.node.ts';
export { cached, isModelFolder, pretrained, type PretrainedOptions } from './hub/pretrained.node.ts';
export { weights, type WeightsName } from './hub/weights.node.ts';
export { readTokenizer, tokenizerTexts } from './tokenizer/folder/tokenizer-folder.node.ts';
