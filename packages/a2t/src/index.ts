export { a2t, type A2TOptions } from './a2t.ts';
export { a2tEntry } from './entry.ts';
