import { documentHtml, escape, listHtml, madeHtml, sheetHtml } from '@advtrain/compare';
import { curves } from './curves.ts';
import { pairOf, pairStyle } from './pair.ts';
import type { AttackResult, Evaluation, ModelResult } from '../results.ts';
import { titleOf } from './called.ts';
import { successOf, summaryOf } from './summary.ts';

/** Texts that are shown for each attack. */
const shown = 12;

/** The evaluation as one HTML page that needs nothing else: no script, no network, no font. */
export function evaluationPage(evaluation: Evaluation): string {
  const { data, licence, made, models } = evaluation;
  const { tables, sentences, details } = summaryOf(evaluation);
  return documentHtml({
    title: models.length === 1 ? `How robust ${models[0]!.model} is` : `How robust ${models.length} models are`,
    about: data,
    style: pairStyle,
    body: [
      listHtml('conclusions', sentences),
      ...tables.map((sheet) => `<h2>${escape(sheet.title)}</h2>${sheetHtml(sheet)}`),
      curves(evaluation),
      '<p class="faint">Intervals by Wilson. What is wrong without an attack counts as broken.</p>',
      ...details.map((detail) => `<p class="faint">${escape(detail)}</p>`),
      ...models.flatMap(brokenTexts),
      madeHtml(made, licence === undefined ? [] : [['licence of the data', licence]]),
    ],
  });
}

function brokenTexts(model: ModelResult): readonly string[] {
  return model.attacks.flatMap((attack) => {
    if (attack.texts.length === 0 || isOtherSearch(attack, model)) return [];
    const some = [...attack.texts].sort((a, b) => a.edits - b.edits || a.row - b.row).slice(0, shown);
    return [
      `<h2>What breaks ${escape(model.model)}: ${escape(titleOf(attack, model))}</h2>`,
      `<p class="faint">It breaks ${escape(successOf(model, attack))} of what is answered rightly; here are the ${some.length} with the fewest edits.</p>`,
      ...some.map(pairOf),
    ];
  });
}

/** Whether it is the plain search of an attack whose other search has texts to show: most of them are the same. */
function isOtherSearch({ as, search }: AttackResult, { attacks }: ModelResult): boolean {
  return search === 'plain' && attacks.some((other) => other.as === as && other.search === 'calibrated');
}
