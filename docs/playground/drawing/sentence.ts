import { classes } from '../data/batch.ts';
import type { Explained, Shifted } from '../training/explain.ts';
import type { Way } from '../training/settings.ts';
import { byId, element, percent } from './element.ts';

/** A sentence as one of the three sees it under attack. */
export interface Seen {
  readonly way: Way;
  readonly explained: Explained;
}

/** Draws a sentence for each of the three: words coloured by how far the attack moves them, and whither. */
export function drawSentence(seen: readonly Seen[]): void {
  byId('sentences').replaceChildren(...seen.map(rowOf));
}

function rowOf({ way, explained }: Seen): HTMLElement {
  const { label, before, after, words } = explained;
  const largest = Math.max(...words.map(({ size }) => size));
  const name = classes[label]!;
  const change = `${name}: ${percent(before)} → ${percent(after)} under attack`;
  const verdict = element('span', 'change', change, ...(before > 0.5 && after <= 0.5 ? [strong(' – broken')] : []));
  const head = element('h3', '', element('span', `key ${way.name}`), `${way.title} `, verdict);
  const shown = words.map((word) => wordOf(word, largest));
  const row = element('div', `sentence way-${way.name}`, head, element('p', 'words', ...shown));
  row.dataset['way'] = way.name;
  return row;
}

function wordOf({ word, size, towards, isKnown }: Shifted, largest: number): HTMLElement {
  const text = element('span', isKnown ? 'text' : 'text unknown', word);
  const shown = element('span', 'word', text, element('small', '', towards ? `→ ${towards}` : ' '));
  const share = largest > 0 ? size / largest : 0;
  shown.style.setProperty('--heat', `${Math.round(75 * share)}%`);
  shown.title = `‖δ‖ = ${size.toFixed(3)}${isKnown ? '' : '; not among the words that the model knows'}`;
  return shown;
}

function strong(text: string): HTMLElement {
  return element('strong', '', text);
}
