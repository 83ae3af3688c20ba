import { conclusions } from '../conclusions/conclusions.ts';
import { count } from '../format.ts';
import { searchSentences } from '../grid/searched.ts';
import type { Comparison } from '../results/results.ts';
import { escape } from './chart.ts';
import { figures } from './charts.ts';
import { describe } from './describe.ts';
import { differences } from './differences.ts';
import { style } from './style.ts';
import { searchTable } from './searches.ts';
import { table } from './table.ts';
import type { Table } from './table.ts';

/** The comparison as one HTML page that needs nothing else: no script, no network, no font. */
export function page(comparison: Comparison): string {
  const seeds = comparison.settings.seeds.length;
  const title = `${comparison.methods.length} training ${comparison.methods.length === 1 ? 'method' : 'methods'}, ${count(seeds)} ${seeds === 1 ? 'seed' : 'seeds'}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>advtrain: ${escape(title)}</title>`,
    `<style>${style(comparison.methods.length)}</style></head><body>`,
    `<h1>${escape(title)}</h1>`,
    `<p class="faint">${escape(comparison.task.data)} · ${escape(comparison.task.model)}</p>`,
    list('conclusions', [...searchSentences(comparison), ...conclusions(comparison)]),
    comparison.task.notes.length > 0
      ? `<div class="notes">${comparison.task.notes.map((note) => `<p>${escape(note)}</p>`).join('')}</div>`
      : '',
    '<h2>Results</h2>',
    tableOf(table(comparison)),
    `<p class="faint">${escape(reading)}</p>`,
    '<h2>Charts</h2>',
    '<section>',
    legend(comparison),
    '<div class="charts">',
    ...[...differences(comparison), ...figures(comparison)]
      .filter(({ svg }) => svg !== '')
      .map((f) => `<figure><h3>${escape(f.title)}</h3>${f.svg}<figcaption>${escape(f.caption)}</figcaption></figure>`),
    '</div></section>',
    ...searches(comparison),
    '<h2>Settings</h2>',
    settings(comparison),
    '</body></html>\n',
  ].join('\n');
}

/** How to read the table, in a few sentences. */
export const reading =
  'Accuracies in percent: the median of the seeds, with their range in brackets where there are several. A unit is a forward pass, a ' +
  'backward pass to the inputs, or a backward pass to the weights, of one batch; “predicted” is the method’s own ' +
  'account of its cost, “counted” what was seen happening. Peak memory is what the tensors of a step hold at once where ' +
  'its operations run one by one.';

function list(name: string, items: readonly string[]): string {
  return `<ul class="${name}">${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}

/** All that the searches have tried. */
function searches(comparison: Comparison): readonly string[] {
  return (comparison.searches ?? []).flatMap((search) => [
    `<h2>${escape(search.title)}: configurations tried</h2>`,
    tableOf(searchTable(comparison, search)),
  ]);
}

function tableOf({ header, rows }: Table): string {
  const cell = (text: string) => {
    const [first = '', ...rest] = text.split('\n');
    const below = rest.length > 0 ? `<span class="range">${escape(rest.join(' '))}</span>` : '';
    return `<td>${escape(first)}${below}</td>`;
  };
  return (
    `<div class="scroll"><table><thead><tr>${header.map((h) => `<th>${escape(h)}</th>`).join('')}</tr></thead><tbody>` +
    rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('') +
    '</tbody></table></div>'
  );
}

function legend(comparison: Comparison): string {
  const item = (title: string, colour: number) => `<li class="c${colour}"><i></i>${escape(title)}</li>`;
  return `<ul class="legend">${comparison.methods.map((m, i) => item(m.title, i)).join('')}</ul>`;
}

function settings(comparison: Comparison): string {
  const methods = comparison.methods.map(
    (m) => `<tr><th>${escape(m.title)}</th><td>${escape(m.settings)}</td><td>${escape(m.source)}</td></tr>`,
  );
  const common = describe(comparison).map(
    ([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`,
  );
  return (
    `<div class="scroll"><table class="settings"><tbody>${common.join('')}</tbody></table></div>` +
    `<h2>Methods</h2><div class="scroll"><table class="settings"><tbody>${methods.join('')}</tbody></table></div>`
  );
}
