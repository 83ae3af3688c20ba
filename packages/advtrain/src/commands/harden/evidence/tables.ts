import { count, duration, percent, points } from '@advtrain/compare';
import type { Sheet, SheetCell } from '@advtrain/compare';
import { intervalCell, intervalColumn } from '../../evaluate/report/interval-cell.ts';
import { shareOf } from '../../evaluate/report/shares.ts';
import { calledOf, differenceOf } from './compared.ts';
import type { Difference } from './compared.ts';
import { sidesOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { pText, signed } from './sentences.ts';

/** Before and after, side by side: a row a measure, a column a model, and what is given against the control or what was before. */
export function sideBySide(evidence: Evidence): Sheet {
  const { evaluation } = evidence;
  const { models, examples, attacked } = evaluation;
  const { given, before, control } = sidesOf(evidence);
  const other = evidence.given.isControl ? before : control;
  const [first] = models;
  const attacks = first!.attacks.map((attack, place) => [
    { text: calledOf(attack) },
    ...models.map((model) => intervalCell(shareOf(model.attacks[place]!.held), attacked)),
    ...(other ? [differenceCell(differenceOf(given.attacks[place]!.held, other.attacks[place]!.held))] : []),
  ]);
  const shareCell = (share: number, text: string): SheetCell => ({ text, numbers: [share] });
  const calibration = given.calibrationError - (other?.calibrationError ?? 0);
  return {
    title: `${before ? 'Before and after' : 'Against natural training'}, on ${count(examples)} examples, ${count(attacked)} of them attacked`,
    columns: [
      { title: 'accuracy, %' },
      ...models.map(({ model }) => intervalColumn(model)),
      ...(other ? [intervalColumn(`given, against ${other.model}`)] : []),
    ],
    rows: [
      [
        { text: 'without an attack' },
        ...models.map(({ accuracy }) => intervalCell(accuracy, examples)),
        ...(other ? [differenceCell(differenceOf(given.answered, other.answered))] : []),
      ],
      ...attacks,
      [
        { text: 'calibration error, points' },
        ...models.map(({ calibrationError: error }) => shareCell(error, points(error))),
        ...(other ? [shareCell(calibration, signed(calibration))] : []),
      ],
    ],
  };
}

function differenceCell({ value, interval: { low, high }, p }: Difference): SheetCell {
  const text = `${signed(value)}\n(95 %: ${signed(low)} to ${signed(high)}; ${pText(p)})`;
  return { text, numbers: [value, low, high] };
}

/** All that was trained, as it is on the examples that are picked by. */
export function trainedTable({ trained, pickedUnder, selection, pick }: Evidence): Sheet {
  return {
    title: `What was trained, on the ${count(selection.examples)} examples that it is picked by, ${count(selection.attacked)} of them attacked`,
    columns: [
      { title: 'training' },
      ...['without an attack, %', ...pickedUnder.map((name) => `${name}, %`)].map((each) => ({
        title: each,
        unit: 'share',
      })),
      { title: 'epochs', unit: 'epochs' },
      { title: 'units', unit: 'units', places: 0 },
      { title: 'time', unit: 'seconds', places: 1 },
      { title: '' },
    ],
    rows: trained.map(({ name, title, clean, held, epochs, units, seconds }) => [
      { text: title },
      ...[clean, ...pickedUnder.map((_, place) => held?.[place])].map(knownCell),
      { text: epochs.toFixed(1), numbers: [epochs] },
      { text: count(units), numbers: [units] },
      { text: duration(seconds), numbers: [seconds] },
      { text: name === pick.name ? 'picked' : '' },
    ]),
  };
}

function knownCell(share: number | undefined): SheetCell {
  return share === undefined ? { text: '–' } : { text: points(share), numbers: [share] };
}

/** Labels that are in doubt. */
export function doubtfulTable({ survey }: Evidence): Sheet {
  return {
    title: 'Labels to have a look at',
    columns: [{ title: 'text' }, { title: 'label' }, { title: 'how likely', unit: 'probability' }, { title: 'rather' }],
    rows: survey.doubtful.some.map(({ text, label, probability, likelier }) => [
      { text },
      { text: label },
      { text: percent(probability), numbers: [probability] },
      { text: likelier },
    ]),
  };
}
