import { points, rounded } from '../format.ts';
import { optionsText } from '../methods/texts.ts';
import { shareText } from '../methods/sizes.ts';
import { chart } from '../charts/chart.ts';
import type { Point, Series } from '../charts/chart.ts';
import { lookAt, lookOf } from '../charts/looks.ts';
import { documentHtml, listHtml } from '../page/document.ts';
import { escape } from '../page/escape.ts';
import { figureHtml } from '../page/figure.ts';
import type { Figure } from '../page/figure.ts';
import { madeHtml } from '../page/made.ts';
import { textSheet } from '../page/sheet.ts';
import { sheetHtml } from '../page/sheet-html.ts';
import type { Sheet } from '../page/sheet.ts';
import type { Made } from '../results/results.ts';
import type { Calibration } from './calibrate.ts';
import { probeSentences } from './sentences.ts';

/** What a page says of the task. */
export interface CalibrationPageOptions {
  /** The data, in one line. */
  readonly data: string;
  /** The model, in one line. */
  readonly model: string;
  /** When and by what it was made. Default: the page does not say. */
  readonly made?: Made;
}

/**
 * A calibration as one HTML page that needs nothing else: what was measured, in a picture and in numbers, and what is proposed.
 *
 * @param calibration what {@link calibrate} gave.
 * @param about the data and the model, in one line each, and when the page is made.
 */
export function calibrationPage(calibration: Calibration, { data, model, made }: CalibrationPageOptions): string {
  const { probe, proposals, rule } = calibration;
  const methods = proposals.map(({ title, options, because }) => [title, optionsText(options), because]);
  return documentHtml({
    title: 'How large perturbations may be',
    about: `${data} · ${model}`,
    body: [
      listHtml('conclusions', probeSentences(probe)),
      '<h2>Along the ascent</h2>',
      `<div class="charts">${figures(calibration).map(figureHtml).join('\n')}</div>`,
      sheetHtml(curve(calibration)),
      `<h2>Proposals, by the rule ${escape(rule)}</h2>`,
      sheetHtml(textSheet('Proposals', ['method', 'options', 'because'], methods), { className: 'settings' }),
      madeHtml(made),
    ],
  });
}

function figures({ probe, choice }: Calibration): readonly Figure[] {
  const { curve, classes, pixels } = probe;
  const percentages = (value: number) => `${rounded(100 * value)}`;
  const x = { title: pixels ? 'ε, % of the range of pixels' : 'ε, % of the median ‖x‖', format: percentages };
  const losses = curve.flatMap(({ loss, oneMove }) => [loss, oneMove]).filter(Number.isFinite);
  const upright = (top: number): Series => ({
    name: `proposed ε`,
    look: { ...lookAt(3), dash: '2 2.5' },
    lines: [
      [
        [choice.share, 0],
        [choice.share, top],
      ],
    ],
    label: [choice.share, 0],
  });
  const pointsOf = (of: (point: (typeof curve)[number]) => number | undefined): readonly Point[] =>
    curve.flatMap((point) => {
      const value = of(point);
      return value === undefined || !Number.isFinite(value) ? [] : [[point.share, value] as const];
    });
  const series = (name: string, place: number, points: readonly Point[]): Series => ({
    name,
    look: lookAt(place),
    lines: [points],
    dots: points,
    label: points.at(-1),
  });
  const loss = chart({
    label: 'Mean loss against the radius of the ball',
    x,
    y: { title: 'mean loss', format: (value) => `${value}`, from: 0 },
    series: [
      series(
        'three moves',
        0,
        pointsOf((point) => point.loss),
      ),
      series(
        'one move',
        1,
        pointsOf((point) => point.oneMove),
      ),
      upright(Math.max(...losses)),
      ...(classes === undefined ? [] : [guessLine(Math.log(classes), curve.at(-1)?.share ?? 0)]),
    ],
  });
  const accuracy = chart({
    label: 'Accuracy against the radius of the ball',
    x,
    y: { title: 'right, %', format: (value) => `${rounded(100 * value)}`, from: 0 },
    series: [
      series(
        'three moves',
        0,
        pointsOf((point) => point.accuracy),
      ),
      upright(curve[0]?.accuracy ?? 1),
    ],
  });
  const guess = classes === undefined ? '' : ` The grey line is the loss of a guess, ln ${classes}.`;
  const caption = `The mean loss of training examples after gradient ascent in l2 balls (of pixels, ℓ∞).${guess}`;
  const right = { title: 'Right answers', caption: 'The share of examples that stay right.', svg: accuracy };
  return [{ title: 'Loss', caption, svg: loss }, ...(classes === undefined ? [] : [right])];
}

function guessLine(value: number, to: number): Series {
  const line: readonly Point[] = [
    [0, value],
    [to, value],
  ];
  return { name: 'a guess', look: lookOf('natural'), lines: [line], label: [to, value] };
}

function curve({ probe: { curve: all } }: Calibration): Sheet {
  return {
    title: 'Along the ascent',
    columns: [
      { title: 'ε', unit: 'share' },
      { title: 'as a number', unit: 'length' },
      { title: 'loss, three moves', unit: 'loss' },
      { title: 'loss, one move', unit: 'loss' },
      { title: 'right, %', unit: 'share' },
    ],
    rows: all.map(({ share, radius, loss, oneMove, accuracy }) => [
      { text: shareText(share), numbers: [share] },
      { text: `${rounded(radius)}`, numbers: [radius] },
      { text: loss.toFixed(3), numbers: [loss] },
      { text: oneMove.toFixed(3), numbers: [oneMove] },
      accuracy === undefined ? { text: '–' } : { text: points(accuracy), numbers: [accuracy] },
    ]),
  };
}
