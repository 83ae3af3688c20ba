import { concluded } from '../conclusions/conclusions.ts';
import { doneText } from '../conclusions/unfinished.ts';
import { count } from '../format.ts';
import { searchSentences } from '../grid/searched.ts';
import { paperLink, paperText } from '../methods/texts.ts';
import { documentHtml, listHtml } from '../page/document.ts';
import { escape } from '../page/escape.ts';
import { figureHtml, legendHtml } from '../page/figure.ts';
import { madeHtml } from '../page/made.ts';
import { textSheet } from '../page/sheet.ts';
import { sheetHtml } from '../page/sheet-html.ts';
import type { Sheet } from '../page/sheet.ts';
import type { Comparison } from '../results/results.ts';
import { describe } from './describe.ts';
import { differences } from './differences.ts';
import { figures } from './figures.ts';
import { lookIn } from './look-in.ts';
import { resultsSheet } from './results-sheet.ts';
import { searchSheet } from './searches.ts';

/**
 * The comparison as one HTML page that needs nothing else: no script, no network, no font. Its charts and tables can be saved from it.
 *
 * @param comparison the results of its runs.
 */
export function page(comparison: Comparison): string {
  const { methods, task, made } = comparison;
  const seeds = comparison.settings.seeds.length;
  const done = doneText(comparison);
  const title =
    `${methods.length} training ${methods.length === 1 ? 'method' : 'methods'}, ${count(seeds)} ${seeds === 1 ? 'seed' : 'seeds'}` +
    (done === undefined ? '' : ` (${done})`);
  const { first, answers, last } = concluded(comparison);
  return documentHtml({
    title,
    about: `${task.data} · ${task.model}`,
    body: [
      listHtml('conclusions', [...searchSentences(comparison), ...first, ...last]),
      task.notes.length > 0
        ? `<div class="notes">${task.notes.map((note) => `<p>${escape(note)}</p>`).join('')}</div>`
        : '',
      '<h2>Results</h2>',
      sheetHtml(resultsSheet(comparison)),
      `<p class="faint">${escape(reading)}</p>`,
      ...against(comparison, answers),
      ...charts(comparison),
      ...searches(comparison),
      ...settings(comparison),
      madeHtml(made, task.licence === undefined ? [] : [['licence of the data', task.licence]]),
    ],
  });
}

/** How to read the table, in a few sentences. */
export const reading =
  'Accuracies in percent: the median of the seeds, with their range in brackets where there are several. A unit is a forward pass, a ' +
  'backward pass to the inputs, or a backward pass to the weights, of one batch; “predicted” is the method’s own ' +
  'account of its cost, “counted” what was seen happening. Peak memory is what the tensors of a step hold at once where ' +
  'its operations run one by one.';

/** Each method against the control: drawn, in numbers and in words. */
function against(comparison: Comparison, answers: readonly string[]): readonly string[] {
  const found = differences(comparison);
  if (!found) return [listHtml('answers', answers)];
  const { figures: drawn, caption, sheet } = found;
  return [
    `<h2>${escape(sheet.title)}</h2>`,
    `<div class="charts">${drawn.map(figureHtml).join('\n')}</div>`,
    `<p class="faint">${escape(caption)}</p>`,
    `<details><summary>In numbers</summary>${sheetHtml(sheet)}</details>`,
    answers.length > 0 ? `<details><summary>In words</summary>${listHtml('answers', answers)}</details>` : '',
  ];
}

function charts(comparison: Comparison): readonly string[] {
  const looks = comparison.methods.map(({ name, title }) => ({ name: title, look: lookIn(comparison, name) }));
  return [
    '<h2>Charts</h2>',
    legendHtml(looks),
    `<div class="charts">${figures(comparison).map(figureHtml).join('\n')}</div>`,
  ];
}

/** All that the searches have tried. */
function searches(comparison: Comparison): readonly string[] {
  return (comparison.searches ?? []).flatMap((search) => {
    const sheet = searchSheet(comparison, search);
    return [`<h2>${escape(sheet.title)}</h2>`, sheetHtml(sheet)];
  });
}

function settings(comparison: Comparison): readonly string[] {
  const common = textSheet('Settings', ['what', 'value'], describe(comparison));
  return [
    '<h2>Settings</h2>',
    sheetHtml(common, { className: 'settings', head: false }),
    '<h2>Methods</h2>',
    sheetHtml(methodSheet(comparison), { className: 'settings' }),
  ];
}

function methodSheet({ methods }: Comparison): Sheet {
  const columns = ['method', 'options', 'what it is', 'paper'].map((title) => ({ title }));
  const rows = methods.map(({ title, settings: options, source, paper }) => {
    const link = paper && paperLink(paper);
    const published = { text: paper ? paperText(paper) : '–', ...(link === undefined ? {} : { link }) };
    return [{ text: title }, { text: options }, { text: source }, published];
  });
  return { title: 'Methods', columns, rows };
}
