export { r3fEntry } from './entry.ts';
export { r3f, type R3FOptions } from './r3f.ts';
