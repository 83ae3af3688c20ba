export { vat, type VATOptions } from './vat.ts';
