export { fgm, type FGMOptions } from './fgm.ts';
export { fast, fgsm, pgd, type PGDOptions } from './pgd.ts';
