export { asamAround, asamEntry } from './asam-entry.ts';
export { asam, type ASAMOptions } from './asam.ts';
export type { AscentOptions } from './ascent.ts';
export type { AroundOptions } from './options.ts';
export { samAround, samEntry } from './sam-entry.ts';
export { sam, type SAMOptions } from './sam.ts';
