export { freelbEntry } from './freelb-entry.ts';
export { freelbPlusPlusEntry } from './freelb-plus-plus-entry.ts';
export { freelbPlusPlus, type FreeLBPlusPlusOptions } from './freelb-plus-plus.ts';
export { freelb, type FreeLBOptions } from './freelb.ts';
