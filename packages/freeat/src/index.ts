export { freeat, perMinibatch, type FreeATOptions } from './freeat.ts';
