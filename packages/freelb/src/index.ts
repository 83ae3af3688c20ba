export { freelb, type FreeLBOptions } from './freelb.ts';
export { freelbPlusPlus, type FreeLBPlusPlusOptions } from './freelb-plus-plus.ts';
