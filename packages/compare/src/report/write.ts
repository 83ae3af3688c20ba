import { printable } from '@advtrain/engine/fetch';
import { conclusions } from '../conclusions/conclusions.ts';
import { searchSentences } from '../grid/searched.ts';
import type { Comparison } from '../results/results.ts';
import type { Store } from '../results/store.ts';
import { page, reading } from './page.ts';
import { markdown, table } from './table.ts';

/** Writes what people open: results.json, report.html, table.md. */
export function writeResults(kept: Store, comparison: Comparison): void {
  const sentences = [...searchSentences(comparison), ...conclusions(comparison)].map((sentence) => `- ${sentence}\n`);
  kept.write('results.json', `${JSON.stringify(comparison, null, 2)}\n`);
  kept.write('report.html', page(comparison));
  // It is read on terminals too.
  kept.write('table.md', printable(`${markdown(table(comparison))}\n${reading}\n\n${sentences.join('')}`));
}
