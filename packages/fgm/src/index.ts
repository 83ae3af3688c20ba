export { fgmEntry } from './entry.ts';
export { fgm, type FGMOptions } from './fgm.ts';
