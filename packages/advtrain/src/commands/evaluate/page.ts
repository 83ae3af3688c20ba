import { escape, style } from '@advtrain/compare';
import { curves, firstColour } from './curves.ts';
import { pairOf, pairStyle } from './pair.ts';
import type { Evaluation, ModelResult } from './results.ts';
import { successOf, summaryOf, titleOf } from './summary.ts';

/** Texts that are shown for each attack. */
const shown = 12;

/** The evaluation as one HTML page that needs nothing else: no script, no network, no font. */
export function evaluationPage(evaluation: Evaluation): string {
  const { data, models } = evaluation;
  const { tables, sentences, details } = summaryOf(evaluation);
  const title = models.length === 1 ? `How robust ${models[0]!.model} is` : `How robust ${models.length} models are`;
  const cells = (tag: string, values: readonly string[]): string =>
    `<tr>${values.map((value) => `<${tag}>${escape(value)}</${tag}>`).join('')}</tr>`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>advtrain: ${escape(title)}</title>`,
    `<style>${style(models.length + firstColour)}${pairStyle}</style></head><body>`,
    `<h1>${escape(title)}</h1>`,
    `<p class="faint">${escape(data)}</p>`,
    sentences.length > 0 ? listOf('conclusions', sentences) : '',
    ...tables.flatMap(({ title: name, head, rows }) => [
      `<h2>${escape(name)}</h2>`,
      `<div class="scroll"><table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`,
    ]),
    curves(evaluation),
    '<p class="faint">Intervals by Wilson. What is wrong without an attack counts as broken.</p>',
    ...details.map((detail) => `<p class="faint">${escape(detail)}</p>`),
    ...models.flatMap(brokenTexts),
    '</body></html>\n',
  ].join('\n');
}

function listOf(name: string, items: readonly string[]): string {
  return `<ul class="${name}">${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}

function brokenTexts(model: ModelResult): readonly string[] {
  return model.attacks.flatMap((attack) => {
    if (attack.texts.length === 0) return [];
    const some = [...attack.texts].sort((a, b) => a.edits - b.edits || a.row - b.row).slice(0, shown);
    return [
      `<h2>What breaks ${escape(model.model)}: ${escape(titleOf(attack))}</h2>`,
      `<p class="faint">It breaks ${escape(successOf(model, attack))} of what is answered rightly; here are the ${some.length} with the fewest edits.</p>`,
      ...some.map(pairOf),
    ];
  });
}
