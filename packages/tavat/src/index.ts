export { tavatEntry } from './entry.ts';
export { tavat, type TAVATOptions } from './tavat.ts';
