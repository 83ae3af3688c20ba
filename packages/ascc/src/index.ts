export { ascc, type ASCCOptions } from './ascc.ts';
export { asccEntry } from './entry.ts';
