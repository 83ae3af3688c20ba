import {
  documentHtml,
  escape,
  listHtml,
  lookOf,
  madeHtml,
  paperLink,
  paperText,
  sheetHtml,
  textSheet,
} from '@advtrain/compare';
import type { Look, Sheet } from '@advtrain/compare';
import { naturalEntry } from '@advtrain/core';
import { curves } from '../../evaluate/report/curves.ts';
import { pairStyle } from '../../evaluate/report/pair.ts';
import { surveySentences } from '../data/survey-sentences.ts';
import { holdNow, stillBreak, textsHtml } from './examples.ts';
import { sidesOf } from './evidence.ts';
import type { Evidence, Role } from './evidence.ts';
import { attackSentence, costSentence, evidenceSentences } from './sentences.ts';
import { trainedTable, doubtfulTable, sideBySide } from './tables.ts';

/**
 * The evidence as one HTML page that needs nothing else: no script, no network, no font. `labels` are those of the reported examples.
 */
export function evidencePage(evidence: Evidence, labels: readonly number[]): string {
  const { model, given, pick, because, notes, evaluation, survey, roles } = evidence;
  const { reference, control } = sidesOf(evidence);
  const was = reference === control ? 'the naturally trained model' : 'the model as it was';
  return documentHtml({
    title: given.isControl ? 'Nothing beat natural training' : `Hardened with ${given.title}`,
    about: `${model} · ${evidence.data} · reported on ${evidence.reported}`,
    style: `${pairStyle}${own}`,
    body: [
      listHtml('conclusions', evidenceSentences(evidence)),
      tableHtml(sideBySide(evidence), 'models'),
      '<p class="faint">Intervals of accuracies by Wilson, of differences by a bootstrap of the paired examples; p by McNemar’s test of each row alone. What is wrong without an attack counts as broken. ε is a share of the median ‖x‖ that each model has.</p>',
      curves(
        evaluation,
        roles.map((role) => lookIn(evidence, role)),
      ),
      ...textsHtml(
        'Broken before, and hold now',
        (all) =>
          `${all === 1 ? '1 text broke in' : `${all} texts broke in`} ${was} and ${all === 1 ? 'holds' : 'hold'} under the same attack in the one that is given`,
        holdNow(evidence, labels),
      ),
      ...textsHtml(
        'What still breaks it',
        (all) => `${all === 1 ? '1 text breaks' : `${all} texts break`} in the model that is given`,
        stillBreak(evidence),
      ),
      '<h2>How it was picked</h2>',
      `<p>${escape(pick.because)}</p>`,
      ...because.map((sentence) => `<p class="faint">${escape(sentence)}</p>`),
      tableHtml(trainedTable(evidence)),
      methodsHtml(evidence),
      '<h2>The data</h2>',
      listHtml('plain', surveySentences(survey)),
      survey.doubtful.some.length > 0 ? tableHtml(doubtfulTable(evidence), 'texts') : '',
      ...conflictsOf(evidence),
      '<h2>Settings and cost</h2>',
      `<p>${escape(costSentence(evidence))} ${escape(attackSentence(evidence))}</p>`,
      sheetHtml(textSheet('Settings', ['what', 'value'], evidence.settings), { className: 'settings', head: false }),
      ...notes.map((note) => `<p class="faint">${escape(note)}</p>`),
      madeHtml(evidence.made, evidence.licence === undefined ? [] : [['licence of the data', evidence.licence]]),
      '<h2>The same again</h2>',
      `<pre>${escape(evidence.repeat)}</pre>`,
    ],
  });
}

/** The reported models look like the methods that they were trained with, as in the report of the training. */
function lookIn({ pick, trained }: Evidence, role: Role): Look {
  if (role === 'before') return lookOf(naturalEntry.name);
  const own = trained.find(({ name }) => name === pick.name);
  return lookOf(role === 'control' ? 'natural-matched' : (own?.averageOf ?? pick.name));
}

const own = `
.plain { padding-left: 1.2rem; max-width: 46rem; }
.texts th:first-child { white-space: normal; min-width: 16rem; max-width: none; position: static; }
figure { max-width: 34rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border-radius: .5rem; padding: .6rem .8rem; }
@media screen and (max-width: 40rem) {
  .models th, .models td { white-space: pre-line; padding: .35rem .25rem; font-size: .8rem; }
  .models th:first-child { position: static; }
  .range { font-size: .7rem; }
}
@media print { .pair { break-inside: avoid; } .texts th:first-child { min-width: 8rem; } }
`;

function tableHtml(sheet: Sheet, className = ''): string {
  return `<h2>${escape(sheet.title)}</h2>${sheetHtml(sheet, { className })}`;
}

/** What was trained, and where it was published. */
function methodsHtml({ trained }: Evidence): string {
  const rows = trained.map(({ title, settings, source, paper }) => {
    const link = paper && paperLink(paper);
    const published = { text: paper ? paperText(paper) : '–', ...(link === undefined ? {} : { link }) };
    return [{ text: title }, { text: settings }, { text: source }, published];
  });
  const columns = ['training', 'options', 'what it is', 'paper'].map((title) => ({ title }));
  return tableHtml({ title: 'The methods', columns, rows }, 'settings');
}

function conflictsOf({ survey: { conflicting } }: Evidence): readonly string[] {
  if (conflicting.some.length === 0) return [];
  return [
    '<p>Texts that have more than one label:</p>',
    `<ul class="plain">${conflicting.some.map((text) => `<li>${escape(text)}</li>`).join('')}</ul>`,
  ];
}
