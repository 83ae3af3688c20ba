export { tavat, type TAVATOptions } from './tavat.ts';
