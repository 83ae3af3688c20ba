export { neftuneEntry } from './entry.ts';
export { neftune, type NEFTuneOptions } from './neftune.ts';
