export { fast, type FastOptions } from './fast.ts';
export { fgsm, pgd, type PGDOptions } from './pgd.ts';
