export * from './index.ts';
export { readTensorFile, writeFileAtomically } from './files.node.ts';
