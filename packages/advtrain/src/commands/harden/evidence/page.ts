import { escape, style } from '@advtrain/compare';
import { curves, firstColour } from '../../evaluate/curves.ts';
import { pairStyle } from '../../evaluate/pair.ts';
import type { Table } from '../../evaluate/summary.ts';
import { surveySentences } from '../data/survey-sentences.ts';
import { holdNow, stillBreak, textsHtml } from './examples.ts';
import { sidesOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { attackSentence, costSentence, evidenceSentences } from './sentences.ts';
import { trainedTable, doubtfulTable, sideBySide } from './tables.ts';

/**
 * The evidence as one HTML page that needs nothing else: no script, no network, no font. `labels` are those of the reported examples.
 */
export function evidencePage(evidence: Evidence, labels: readonly number[]): string {
  const { model, given, pick, because, notes, evaluation, survey } = evidence;
  const { reference, control } = sidesOf(evidence);
  const title = given.isControl ? 'Nothing beat natural training' : `Hardened with ${given.title}`;
  const was = reference === control ? 'the naturally trained model' : 'the model as it was';
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>advtrain: ${escape(title)}</title>`,
    `<style>${style(evaluation.models.length + firstColour)}${pairStyle}${printed}</style></head><body>`,
    `<h1>${escape(title)}</h1>`,
    `<p class="faint">${escape(model)} · ${escape(evidence.data)} · reported on ${escape(evidence.reported)}</p>`,
    listOf('conclusions', evidenceSentences(evidence)),
    ...tableHtml(sideBySide(evidence), 'models'),
    '<p class="faint">Intervals of accuracies by Wilson, of differences by a bootstrap of the paired examples; p by McNemar’s test of each row alone. What is wrong without an attack counts as broken. ε is a share of the median ‖x‖ that each model has.</p>',
    curves(evaluation),
    ...textsHtml(
      'Broken before, and hold now',
      `texts broke in ${was} and hold under the same attack in the one that is given`,
      holdNow(evidence, labels),
    ),
    ...textsHtml('What still breaks it', 'texts break in the model that is given', stillBreak(evidence)),
    '<h2>How it was picked</h2>',
    `<p>${escape(pick.because)}</p>`,
    ...because.map((sentence) => `<p class="faint">${escape(sentence)}</p>`),
    ...tableHtml(trainedTable(evidence)),
    '<h2>The data</h2>',
    listOf('plain', surveySentences(survey)),
    ...(survey.doubtful.some.length > 0 ? tableHtml(doubtfulTable(evidence), 'texts') : []),
    ...conflictsOf(evidence),
    '<h2>Settings and cost</h2>',
    `<p>${escape(costSentence(evidence))} ${escape(attackSentence(evidence))}</p>`,
    settingsHtml(evidence.settings),
    ...notes.map((note) => `<p class="faint">${escape(note)}</p>`),
    '<h2>The same again</h2>',
    `<pre>${escape(evidence.repeat)}</pre>`,
    '</body></html>\n',
  ].join('\n');
}

const printed = `
.plain { padding-left: 1.2rem; max-width: 46rem; }
.texts td:first-child { white-space: normal; min-width: 16rem; position: static; }
figure { max-width: 34rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border-radius: .5rem; padding: .6rem .8rem; }
@media (max-width: 40rem) {
  .models th, .models td { white-space: pre-line; padding: .35rem .25rem; font-size: .8rem; }
  .models th:first-child, .models td:first-child { position: static; }
  td .range { font-size: .7rem; }
}
@media print {
  body { max-width: none; }
  .scroll { overflow: visible; }
  th, td { white-space: pre-line; }
  .legend, th:first-child, td:first-child { position: static; }
  .pair, figure, tr { break-inside: avoid; }
}
`;

function listOf(name: string, items: readonly string[]): string {
  return `<ul class="${name}">${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}

function tableHtml({ title, head, rows }: Table, name = ''): readonly string[] {
  const cells = (tag: string, values: readonly string[]): string =>
    `<tr>${values.map((value) => `<${tag}>${cellHtml(value)}</${tag}>`).join('')}</tr>`;
  return [
    `<h2>${escape(title)}</h2>`,
    `<div class="scroll ${name}"><table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`,
  ];
}

/** A cell whose interval stands below its value. */
function cellHtml(text: string): string {
  const [, value, rest] = /^([+−\d.]+) \((95 %.*)\)$/u.exec(text) ?? [];
  if (value === undefined || rest === undefined) return escape(text);
  return `${escape(value)}<span class="range">${escape(rest)}</span>`;
}

function conflictsOf({ survey: { conflicting } }: Evidence): readonly string[] {
  if (conflicting.some.length === 0) return [];
  return [
    '<p>Texts that have more than one label:</p>',
    `<ul class="plain">${conflicting.some.map((text) => `<li>${escape(text)}</li>`).join('')}</ul>`,
  ];
}

function settingsHtml(settings: Evidence['settings']): string {
  const rows = settings.map(([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`);
  return `<div class="scroll"><table class="settings"><tbody>${rows.join('')}</tbody></table></div>`;
}
