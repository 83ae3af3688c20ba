export * from './index.ts';
export { readTensorFile, writeFileAtomically } from './files/files.node.ts';
