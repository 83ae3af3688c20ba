import { count, duration, percent, points, withInterval } from '@advtrain/compare';
import { shareOf } from '../../evaluate/summary.ts';
import type { Table } from '../../evaluate/summary.ts';
import { calledOf, differenceOf } from './compared.ts';
import type { Difference } from './compared.ts';
import { sidesOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { pText, signed } from './sentences.ts';

/** Before and after, side by side: a row a measure, a column a model, and what is given against the control or what was before. */
export function sideBySide(evidence: Evidence): Table {
  const { evaluation } = evidence;
  const { models, examples, attacked } = evaluation;
  const { given, before, control } = sidesOf(evidence);
  const other = evidence.given.isControl ? before : control;
  const [first] = models;
  const attacks = first!.attacks.map((attack, place) => [
    calledOf(attack),
    ...models.map((model) => withInterval(shareOf(model.attacks[place]!.held), attacked)),
    ...(other ? [differenceText(differenceOf(given.attacks[place]!.held, other.attacks[place]!.held))] : []),
  ]);
  return {
    title: `${before ? 'Before and after' : 'Against natural training'}, on ${count(examples)} examples, ${count(attacked)} of them attacked`,
    head: [
      'accuracy, %',
      ...models.map(({ model }) => model),
      ...(other ? [`given, against ${other === control ? 'natural, same cost' : 'before'}`] : []),
    ],
    rows: [
      [
        'without an attack',
        ...models.map(({ accuracy }) => withInterval(accuracy, examples)),
        ...(other ? [differenceText(differenceOf(given.answered, other.answered))] : []),
      ],
      ...attacks,
      [
        'calibration error, points',
        ...models.map(({ calibrationError }) => points(calibrationError)),
        ...(other ? [signed(given.calibrationError - other.calibrationError)] : []),
      ],
    ],
  };
}

function differenceText({ value, interval, p }: Difference): string {
  return `${signed(value)} (95 %: ${signed(interval.low)} to ${signed(interval.high)}; ${pText(p)})`;
}

/** All that was trained, as it is on the examples that are picked by. */
export function trainedTable({ trained, pickedUnder, selection, pick }: Evidence): Table {
  return {
    title: `What was trained, on the ${count(selection.examples)} examples that it is picked by, ${count(selection.attacked)} of them attacked`,
    head: [
      'training',
      'without an attack, %',
      ...pickedUnder.map((name) => `${name}, %`),
      'epochs',
      'units',
      'time',
      '',
    ],
    rows: trained.map(({ name, title, clean, held, epochs, units, seconds }) => [
      title,
      clean === undefined ? '–' : points(clean),
      ...pickedUnder.map((_, place) => (held?.[place] === undefined ? '–' : points(held[place]))),
      epochs.toFixed(1),
      count(units),
      duration(seconds),
      name === pick.name ? 'picked' : '',
    ]),
  };
}

/** Labels that are in doubt. */
export function doubtfulTable({ survey }: Evidence): Table {
  return {
    title: 'Labels to have a look at',
    head: ['text', 'label', 'how likely', 'rather'],
    rows: survey.doubtful.some.map(({ text, label, probability, likelier }) => [
      text,
      label,
      percent(probability),
      likelier,
    ]),
  };
}
