import { lengthUnitOf } from '@advtrain/core';
import type { Measured, MethodEntry, Paper } from '@advtrain/core';
import { rounded } from '../format.ts';
import type { MethodOptions } from './configured.ts';
import { optionSize, shareText, sizeText } from './sizes.ts';

/** What says how long a method's lengths are. */
export interface OptionsTextOptions {
  readonly entry: MethodEntry;
  readonly measured: Measured;
}

/**
 * A method's options as text: `steps 3, stepSize 0.1`, and lengths both ways where it is said how: `stepSize 0.1 (1.7% of ‖x‖)`.
 *
 * @param options those to be named.
 * @param about the entry and the lengths of the data, by which lengths are said both ways. Default: as they are set.
 */
export function optionsText(options: MethodOptions, about?: OptionsTextOptions): string {
  const entries = Object.entries(options);
  if (entries.length === 0) return 'no options';
  const text = (name: string, value: number | string | boolean) => {
    const schema = about?.entry.options[name];
    const size = schema && optionSize(value, schema, about.measured);
    if (size && typeof value !== 'boolean') return sizeText(value, size);
    return typeof value === 'number' ? rounded(value) : value;
  };
  return entries.map(([name, value]) => `${name} ${text(name, value)}`).join(', ');
}

/** How far δ gets in one batch at most, where that is not as far as its ball reaches; else nothing. */
export function reachText(options: MethodOptions, { entry, measured }: OptionsTextOptions): string {
  const unitOf = (name: string) => lengthUnitOf(entry.options[name] ?? {});
  const sizeIn = (name: string) => {
    const isAlike = unitOf(name) === unitOf('radius');
    return isAlike && options[name] !== undefined
      ? optionSize(options[name], entry.options[name] ?? {}, measured)
      : undefined;
  };
  const radius = sizeIn('radius');
  const step = sizeIn('stepSize');
  if (!radius || !step || !entry.moves) return '';
  const reach = (sizeIn('start')?.share ?? 0) + entry.moves(options) * step.share;
  return reach < radius.share ? `; moves at most ${shareText(reach)} of ${radius.of} in a batch` : '';
}

/**
 * What a method is, and its paper: `free large-batch adversarial training (Zhu et al. 2020)`.
 *
 * @param entry the method.
 */
export function sourceText({ about, paper }: MethodEntry): string {
  return paper ? `${about} (${paper.authors} ${paper.year})` : about;
}

/**
 * A paper as one cites it, with the number of its preprint.
 *
 * @param paper the authors, the year, the title, and the number of the preprint if it has one.
 */
export function paperText({ authors, year, title, arxiv }: Paper): string {
  return `${authors} ${year}, ${title}${arxiv === undefined ? '' : `, arXiv ${arxiv}`}`;
}

/**
 * Where a paper can be read; `undefined` of one that is no preprint.
 *
 * @param paper the authors, the year, the title, and the number of the preprint if it has one.
 */
export function paperLink({ arxiv }: Paper): string | undefined {
  return arxiv === undefined ? undefined : `https://arxiv.org/abs/${encodeURIComponent(arxiv)}`;
}
