export type { AroundOptions } from './around-options.ts';
export { awpAround, awpEntry, type AWPAroundOptions } from './awp-entry.ts';
export { awp, type AWPOptions } from './awp.ts';
export { elementwiseAWPAround, elementwiseAWPEntry } from './elementwise-awp-entry.ts';
export { elementwiseAWP, type ElementwiseAWPOptions } from './elementwise-awp.ts';
export type { ShiftOptions } from './shifted.ts';
export { startingAt } from './starting-at.ts';
