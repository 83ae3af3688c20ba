export * from './index.ts';
export { appendText, readTensorFile, reasonOf, writeFileAtomically, writeTextAtomically } from './files/files.node.ts';
export { removeLeftovers, temporaryName } from './files/temporary.node.ts';
