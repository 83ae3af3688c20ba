import { count, percent, points, rounded } from '../format.ts';
import { optionsText } from '../methods/texts.ts';
import type { Calibration } from './calibrate.ts';
import { halfHasFallen, lossPassesGuess, wholeOf } from './probe.ts';
import type { Probe, Quartiles } from './probe.ts';

/**
 * What a probe found, in sentences: norms, gradients, and where loss and accuracy pass what matters.
 *
 * @param probe what was measured.
 */
export function probeSentences(probe: Probe): readonly string[] {
  const { steps, examples, seen, lengths, pixels, norms, gradient, classes, curve } = probe;
  const of = wholeOf(probe);
  const [clean] = curve;
  const guess = lossPassesGuess(probe);
  const half = halfHasFallen(probe);
  const which = seen ? ', which those steps were on too,' : '';
  const right = clean?.accuracy === undefined ? '' : `, ${points(clean.accuracy)} % right`;
  const before = pixels
    ? ''
    : `Shares of ‖x‖ are of ${rounded(lengths.example)}, its median over training examples before those steps; after them `;
  return [
    `After ${count(steps)} natural steps the loss of ${count(examples)} training examples${which} is ${rounded(clean?.loss ?? Number.NaN)}${right}.`,
    `${before}‖x‖ is ${spreadText(norms.example)} of an example, and ${spreadText(norms.token)} of a token.`,
    `‖∂loss/∂x‖ is ${spreadText(gradient)}${gradientText(probe)}.`,
    ...(classes === undefined
      ? []
      : [
          guess === undefined
            ? `The mean loss stays below that of a guess, ln ${classes}, up to ${percent(curve.at(-1)?.share ?? 0)} of ${of}.`
            : `The mean loss is that of a guess, ln ${classes}, at ${percent(guess)} of ${of}.`,
          half === undefined
            ? `Half of the right answers do not fall up to ${percent(curve.at(-1)?.share ?? 0)} of ${of}.`
            : `Half of the right answers have fallen at ${percent(half)} of ${of}.`,
        ]),
  ];
}

function spreadText({ low, median, high }: Quartiles): string {
  return `${rounded(median)} (quartiles ${rounded(low)} and ${rounded(high)})`;
}

function gradientText({ vanished, overflowed }: Probe): string {
  const parts = [
    ...(vanished > 0 ? [`it vanishes for ${percent(vanished)} of them`] : []),
    ...(overflowed > 0 ? [`it is no number for ${percent(overflowed)}`] : []),
  ];
  return parts.length === 0 ? ', and vanishes for none' : `; ${parts.join(', and ')}`;
}

/**
 * A calibration for a terminal: what was found, and what is proposed for each method.
 *
 * @param calibration what {@link calibrate} gave.
 */
export function calibrationText(calibration: Calibration): string {
  const { probe, proposals, rule } = calibration;
  const proposed = proposals.map(({ title, options, because }) => `${title}: ${optionsText(options)}\n  ${because}\n`);
  return [...probeSentences(probe), '', `By the rule ${rule}:`, ...proposed].join('\n');
}
