export { freeatEntry } from './entry.ts';
export { freeat, perBatch, type FreeATOptions } from './freeat.ts';
