export { fgm, type FGMOptions } from './fgm.ts';
