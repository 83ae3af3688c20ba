import type { MethodEntry, Paper } from '@advtrain/core';
import { rounded } from '../format.ts';
import type { MethodOptions } from './configured.ts';

/** A method's options as text: `steps 3, stepSize 0.1`. */
export function optionsText(options: MethodOptions): string {
  const entries = Object.entries(options);
  if (entries.length === 0) return 'no options';
  return entries.map(([name, value]) => `${name} ${typeof value === 'number' ? rounded(value) : value}`).join(', ');
}

/** What a method is, and its paper: `free large-batch adversarial training (Zhu et al. 2020)`. */
export function sourceText({ about, paper }: MethodEntry): string {
  return paper ? `${about} (${paper.authors} ${paper.year})` : about;
}

/** A paper as one cites it, with the number of its preprint. */
export function paperText({ authors, year, title, arxiv }: Paper): string {
  return `${authors} ${year}, ${title}${arxiv === undefined ? '' : `, arXiv ${arxiv}`}`;
}
