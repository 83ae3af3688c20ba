export { freeatEntry } from './entry.ts';
export { freeat, perMinibatch, type FreeATOptions } from './freeat.ts';
