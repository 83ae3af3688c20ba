import { points, rounded } from '../format.ts';
import { optionsText } from '../methods/texts.ts';
import { shareText } from '../methods/sizes.ts';
import { chart, escape } from '../report/chart.ts';
import type { Point } from '../report/chart.ts';
import { style } from '../report/style.ts';
import type { Calibration } from './calibrate.ts';
import { probeSentences } from './sentences.ts';

/** What a page says of the task. */
export interface CalibrationPageOptions {
  /** The data, in one line. */
  readonly data: string;
  /** The model, in one line. */
  readonly model: string;
}

/** A calibration as one HTML page that needs nothing else: what was measured, in a picture and in numbers, and what is proposed. */
export function calibrationPage(calibration: Calibration, { data, model }: CalibrationPageOptions): string {
  const { probe, proposals, rule } = calibration;
  const methods = proposals.map(
    ({ title, options, because }) =>
      `<tr><th>${escape(title)}</th><td>${escape(optionsText(options))}</td><td>${escape(because)}</td></tr>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>advtrain: calibration</title>',
    `<style>${style(3)}</style></head><body>`,
    '<h1>How large perturbations may be</h1>',
    `<p class="faint">${escape(data)} · ${escape(model)}</p>`,
    `<ul class="conclusions">${probeSentences(probe)
      .map((text) => `<li>${escape(text)}</li>`)
      .join('')}</ul>`,
    '<h2>Along the ascent</h2>',
    `<section><ul class="legend"><li class="c2"><i></i>three moves</li><li class="c3"><i></i>one move</li>` +
      `<li class="c5"><i></i>the ε that is proposed</li></ul><div class="charts">`,
    ...figures(calibration),
    '</div></section>',
    curve(calibration),
    `<h2>Proposals, by the rule ${escape(rule)}</h2>`,
    `<div class="scroll"><table class="settings"><tbody>${methods.join('')}</tbody></table></div>`,
    '</body></html>\n',
  ].join('\n');
}

function figures({ probe, choice }: Calibration): readonly string[] {
  const { curve, classes, pixels } = probe;
  const percentages = (value: number) => `${rounded(100 * value)}`;
  const x = { title: pixels ? 'ε, % of the range of pixels' : 'ε, % of the median ‖x‖', format: percentages };
  const losses = curve.flatMap(({ loss, oneMove }) => [loss, oneMove]).filter(Number.isFinite);
  const upright = (top: number) => ({
    name: 'proposed',
    colour: 5,
    lines: [
      [
        [choice.share, 0],
        [choice.share, top],
      ] as Point[],
    ],
  });
  const pointsOf = (of: (point: (typeof curve)[number]) => number | undefined): readonly Point[] =>
    curve.flatMap((point) => {
      const value = of(point);
      return value === undefined || !Number.isFinite(value) ? [] : [[point.share, value] as const];
    });
  const series = (name: string, colour: number, points: readonly Point[]) => ({
    name,
    colour,
    lines: [points],
    dots: points,
  });
  const loss = chart({
    label: 'Mean loss against the radius of the ball',
    x,
    y: { title: 'mean loss', format: (value) => `${value}`, from: 0 },
    series: [
      series(
        'three moves',
        2,
        pointsOf((point) => point.loss),
      ),
      series(
        'one move',
        3,
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
        2,
        pointsOf((point) => point.accuracy),
      ),
      upright(curve[0]?.accuracy ?? 1),
    ],
  });
  const guess = classes === undefined ? '' : ` The grey line is the loss of a guess, ln ${classes}.`;
  return [
    `<figure><h3>Loss</h3>${loss}<figcaption>The mean loss of training examples after gradient ascent in l2 balls (of pixels, ℓ∞).${guess}</figcaption></figure>`,
    ...(classes === undefined
      ? []
      : [
          `<figure><h3>Right answers</h3>${accuracy}<figcaption>The share of examples that stay right.</figcaption></figure>`,
        ]),
  ];
}

function guessLine(value: number, to: number) {
  return {
    name: 'a guess',
    colour: 0,
    lines: [
      [
        [0, value],
        [to, value],
      ] as Point[],
    ],
  };
}

function curve({ probe: { curve: all } }: Calibration): string {
  const rows = all.map(({ share, radius, loss, oneMove, accuracy }) => {
    const right = accuracy === undefined ? '–' : points(accuracy);
    return [shareText(share), `${rounded(radius)}`, loss.toFixed(3), oneMove.toFixed(3), right];
  });
  const header = ['ε', 'as a number', 'loss, three moves', 'loss, one move', 'right, %'];
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
  return (
    `<div class="scroll"><table><thead>${line(header, 'th')}</thead><tbody>` +
    `${rows.map((row) => line(row, 'td')).join('')}</tbody></table></div>`
  );
}
