import { bytes } from '../format.ts';
import type { Made } from '../results/results.ts';
import { textSheet } from './sheet.ts';
import { sheetHtml } from './sheet-html.ts';

/**
 * When and by what a page was made, as HTML; with further rows, as pairs of a name and a value.
 *
 * @param made when, by what version and on what backend; `undefined` where that is not known.
 * @param further pairs of a name and a value. Default: none.
 */
export function madeHtml(made: Made | undefined, further: readonly (readonly [string, string])[] = []): string {
  const rows = [...(made ? rowsOf(made) : []), ...further];
  if (rows.length === 0) return '';
  const sheet = textSheet('How this was made', ['what', 'value'], rows);
  return `<h2>${sheet.title}</h2>${sheetHtml(sheet, { className: 'settings', head: false })}`;
}

function rowsOf({ date, version, engine, machine, command }: Made): readonly (readonly [string, string])[] {
  const { processor, cores, memory, system, node } = machine;
  return [
    ['date', `${date.slice(0, 16).replace('T', ' ')} UTC`],
    ['advtrain', version],
    ['machine', `${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${bytes(memory)} of memory, ${system}`],
    ['engine', `${engine}, Node ${node}`],
    ...(command === undefined ? [] : [['command', command] as const]),
  ];
}
