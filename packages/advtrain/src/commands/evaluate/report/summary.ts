import { aboutFew, count, list, percent, points, withInterval } from '@advtrain/compare';
import type { Sheet, SheetCell } from '@advtrain/compare';
import type { ScoreInterval } from '@advtrain/evaluate';
import { intervalCell, intervalColumn } from './interval-cell.ts';
import { almostAll } from '../answers.ts';
import type { AttackResult, Evaluation, ModelResult } from '../results.ts';
import { calledOf, titleOf, titlesOf } from './called.ts';
import { carryingSentences } from './carrying.ts';
import { increaseSentences, recallSentences, signSentences, unsoughtSigns } from './measures.ts';
import { searchDetails, searchSentences } from './searches.ts';
import { shareOf } from './shares.ts';

/** What was measured as text: for a terminal and for a page. */
export interface Summary {
  /** All attacked examples and, where there are several models, those that all of them answer rightly. */
  readonly tables: readonly Sheet[];
  /** What a reader has to know first. */
  readonly sentences: readonly string[];
  /** How it was measured, and what it cost. */
  readonly details: readonly string[];
}

/** What was measured, in tables and sentences. */
export function summaryOf(evaluation: Evaluation): Summary {
  const { models, attacked, examples, notes = [] } = evaluation;
  const remedy = attacked < examples ? '--examples takes more' : 'larger data have more';
  // Where few are attacked, all that is counted among them is of few.
  const few =
    aboutFew(attacked, remedy) ??
    aboutFew(commonPlaces(models).length, remedy, {
      one: 'example is answered rightly by all models',
      many: 'examples are answered rightly by all models',
    });
  return {
    tables: [allOf(evaluation), ...scoresOf(models), ...(models.length > 1 ? [commonOf(models)] : [])],
    sentences: [
      ...notes,
      ...(few === undefined ? [] : [few]),
      ...models.flatMap(favouriteSentences),
      ...models.flatMap(exhaustedSentences),
      ...models.flatMap(searchSentences),
      ...carryingSentences(models),
      ...models.flatMap(recallSentences),
      ...models.flatMap(signSentences),
      ...increaseSentences(evaluation),
      ...models.flatMap((model) => contrastSentences(model, evaluation.examples)),
    ],
    details: [
      ...limitSentences(evaluation),
      ...searchDetails(evaluation),
      ...models.map(costSentence),
      ...similaritySentences(evaluation),
      ...unsoughtSigns(models),
    ],
  };
}

function allOf({ models, attacked, examples, right }: Evaluation): Sheet {
  const titles = [`clean, all ${count(examples)}`, `clean, the ${count(attacked)} attacked`, ...titlesOf(models)];
  return {
    title: `${right === undefined ? 'Accuracy' : `The ${right},`} in percent, with its 95 % interval`,
    columns: [{ title: 'model' }, ...titles.map(intervalColumn)],
    rows: models.map((model) => [
      { text: model.model },
      intervalCell(model.accuracy, examples),
      intervalCell(shareOf(model.right), attacked),
      ...model.attacks.map(({ held }) => intervalCell(shareOf(held), attacked)),
    ]),
  };
}

/** What tags and answers are measured by; no table where examples have classes. */
function scoresOf(models: readonly ModelResult[]): readonly Sheet[] {
  const names = [...new Set(models.flatMap(({ scores = {} }) => Object.keys(scores)))];
  if (names.length === 0) return [];
  return [
    {
      title: 'Scores of all clean examples in percent, with their 95 % intervals',
      columns: [{ title: 'model' }, ...names.map(intervalColumn)],
      rows: models.map(({ model, scores = {} }) => [{ text: model }, ...names.map((name) => scoreCell(scores[name]))]),
    },
  ];
}

function scoreCell(score: ScoreInterval | undefined): SheetCell {
  if (!score) return { text: '–' };
  const { value, low, high } = score;
  return { text: `${points(value)}\n(95 %: ${points(low)}–${points(high)})`, numbers: [value, low, high] };
}

function commonPlaces(models: readonly ModelResult[]): readonly number[] {
  return [...models[0]!.right.keys()].filter((place) => models.every(({ right }) => right[place] === 1));
}

/** What is left of the examples that all models answer rightly: there they can be compared, whatever they get right else. */
function commonOf(models: readonly ModelResult[]): Sheet {
  const common = commonPlaces(models);
  return {
    title: `What is left of the ${count(common.length)} that all models answer rightly`,
    columns: [{ title: 'model' }, ...titlesOf(models).map(intervalColumn)],
    rows: models.map(({ model, attacks }) => [
      { text: model },
      ...attacks.map(({ held }) => intervalCell(shareOf(common.map((place) => held[place]!)), common.length)),
    ]),
  };
}

function costSentence({ model, attacks, temperature, length, calibrationError }: ModelResult): string {
  const hasPlain = attacks.some(({ search }) => search === 'plain');
  const names = [...new Set(attacks.map(calledOf))];
  const costs = names.map((name) => {
    const same = attacks.filter((attack) => calledOf(attack) === name);
    const queries = rangeOf(same.map((attack) => attack.queries));
    const asked = rangeOf(same.map((attack) => attack.asked));
    return `${name} ${queries}${asked === queries ? '' : ` (${asked} of them new)`}`;
  });
  return (
    `${model}: its confidence is off its accuracy by ${percent(calibrationError)} (expected calibration error); attacks climb and search${hasPlain ? ', but for the plain ones,' : ''} on logits / ${temperature}, the temperature at which it is calibrated; the median ‖x‖ is ${length}. ` +
    `Queries for each example that it answers rightly: ${list(costs)}.`
  );
}

/** The least and the most of whole numbers, over the radii of an attack. */
function rangeOf(values: readonly number[]): string {
  const least = Math.min(...values).toFixed(0);
  const most = Math.max(...values).toFixed(0);
  return least === most ? least : `${least} to ${most}`;
}

function similaritySentences({ similarity }: Evaluation): readonly string[] {
  if (!similarity) return [];
  const { encoder, threshold, calibrated } = similarity;
  const said = `Adversarial texts keep a cosine of at least ${threshold} to the original by ${encoder}, the mean over its tokens, where an attack's name says so`;
  if (!calibrated) return [`${said}.`];
  const { pairs, same, different, accepts, falseAccepts } = calibrated;
  return [
    `${said}; calibrated on ${pairs}: ${percent(accepts)} of ${count(same)} pairs that say the same pass, and ${percent(falseAccepts)} of ${count(different)} that do not.`,
  ];
}

function contrastSentences({ model, contrast }: ModelResult, examples: number): readonly string[] {
  if (!contrast) return [];
  const { original, contrast: edited, both, unchanged } = contrast;
  const same =
    unchanged === undefined ? '' : ` ${count(unchanged)} of the edited ones have the class of their original.`;
  return [
    `${model} on the contrast set: ${withInterval(original, examples)} of the originals right, ${withInterval(edited, examples)} of the edited ones, ` +
      `and ${withInterval(both, examples)} of the pairs whole.${same}`,
  ];
}

function favouriteSentences({ model, accuracy, favourite }: ModelResult): readonly string[] {
  if (!favourite) return [];
  const { label, answered, present } = favourite;
  const so = 'so what attacks leave of it says nothing of robustness.';
  return answered >= almostAll
    ? [
        `${model} answers “${label}” to ${percent(answered)} of all examples, where ${percent(present)} are of it, ${so}`,
      ]
    : [
        `${model} is right on ${percent(accuracy)}, and always answering “${label}” would be on ${percent(present)}, ${so}`,
      ];
}

function exhaustedSentences(model: ModelResult): readonly string[] {
  const each = model.attacks.flatMap((attack) =>
    attack.exhausted ? [`${count(attack.exhausted.length)} under ${titleOf(attack, model)}`] : [],
  );
  if (each.length === 0) return [];
  return [
    `${model.model}: the budget was spent before anything broke these examples: ${list(each)}. With a larger one they may break (--queries, --budget).`,
  ];
}

function limitSentences({ steps, queriesPerWord, budget = [] }: Evaluation): readonly string[] {
  return [
    ...(steps === undefined ? [] : [`Attacks in balls make ${steps} ${steps === 1 ? 'move' : 'moves'} (--steps).`]),
    ...(queriesPerWord === undefined
      ? []
      : [`Attacks on texts ask at most ${queriesPerWord} queries for each word (--queries).`]),
    ...(budget.length === 0 ? [] : [`No attack might spend more on an example than ${budget.join(' and ')}.`]),
  ];
}

/** The summary for a terminal. */
export function plainText({ tables, sentences, details }: Summary): string {
  const blocks = tables.map(({ title, columns, rows }) => {
    const width = Math.max(...columns.map((column) => column.title.length)) + 2;
    const lines = rows.flatMap(([model, ...cells]) => [
      model?.text ?? '',
      ...cells.map(({ text }, place) => `  ${columns[place + 1]!.title.padEnd(width)}${text.replace('\n', ' ')}`),
    ]);
    return [`${title}:`, ...lines, ''].join('\n');
  });
  return `${[...blocks, ...sentences, ...details].join('\n')}\n`;
}

/** The share of what a model answers rightly that an attack breaks. */
export function successOf({ right }: ModelResult, { held }: AttackResult): string {
  const tried = [...right.keys()].filter((place) => right[place] === 1);
  return percent(1 - shareOf(tried.map((place) => held[place]!)));
}
