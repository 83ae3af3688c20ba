export { fastEntry } from './fast-entry.ts';
export { fast, type FastOptions } from './fast.ts';
export { fgsmEntry } from './fgsm-entry.ts';
export { pgdEntry } from './pgd-entry.ts';
export { pgdTokenEntry } from './pgd-token-entry.ts';
export { fgsm, pgd, type PGDOptions } from './pgd.ts';
