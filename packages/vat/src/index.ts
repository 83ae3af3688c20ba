export { vatEntry } from './entry.ts';
export { vat, type VATOptions } from './vat.ts';
