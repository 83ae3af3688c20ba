import { aboutFew, count, list, percent, rounded, withInterval } from '@advtrain/compare';
import { fewestThatShow } from '@advtrain/evaluate';
import { limits } from '../attacks/recall.ts';
import type { Evaluation, ModelResult } from '../results.ts';

/** What attacks on texts find of what can be broken in short texts. */
export function recallSentences({ model, recall }: ModelResult): readonly string[] {
  if (!recall) return [];
  const { texts, breakable, found } = recall;
  const { maxWords, maxChanges, most } = limits;
  const what = `${model}: of ${count(texts)} attacked texts of at most ${maxWords} words, ${count(breakable)} that it answers rightly can be broken by ${maxChanges} words and ${most} neighbours of each`;
  if (breakable === 0) return [`${what}.`];
  const each = found.map(
    (one) => `${one.attack} finds ${count(one.found)}, in percent ${withInterval(one.found / breakable, breakable)}`,
  );
  const few = aboutFew(breakable, 'more short texts, or a larger --examples, have more', {
    one: `short text of ${model} can be broken`,
    many: `short texts of ${model} can be broken`,
  });
  return [
    `${what}; of these ${list(each)}. What an attack leaves out it does not show to be robust.`,
    ...(few === undefined ? [] : [few]),
  ];
}

/** On fewer examples the least that show a sign are more than a tenth of them. */
const enoughForSigns = 10 * fewestThatShow;

/** The signs of masked gradients of a model that were looked for. */
export function signSentences({ model, signs, withoutTransfer }: ModelResult): readonly string[] {
  if (!signs) return [];
  const more = withoutTransfer === undefined ? [] : [withoutTransfer];
  const [first] = signs;
  if (!first)
    return [
      `${model} answers none of the examples rightly on which signs of masked gradients are looked for.`,
      ...more,
    ];
  const shown = signs.filter(({ isShown }) => isShown);
  const { examples } = first;
  return [
    ...(shown.length === 0
      ? [`${model} shows none of the ${signs.length} signs of masked gradients that were looked for.`]
      : shown.map(({ name, sentence }) => `${model} shows a sign of masked gradients, ${name}: ${sentence}`)),
    ...more,
    ...(examples >= enoughForSigns
      ? []
      : [
          `Signs of masked gradients were looked for on only ${count(examples)} ${examples === 1 ? 'example' : 'examples'} of ${model}: what fewer than ${fewestThatShow} of them show, ${percent(Math.min(1, fewestThatShow / examples))}, is not seen; --examples takes up to 100.`,
        ]),
  ];
}

/** That signs were not looked for, where they could have been. */
export function unsoughtSigns(models: readonly ModelResult[]): readonly string[] {
  const could = models.some(({ attacks, signs }) => signs === undefined && attacks.some(({ radius }) => radius));
  return could ? ['Signs of masked gradients were not looked for (--signs).'] : [];
}

/** Medians of fewer examples than this are not compared. */
const enoughForMedians = 30;

/** The largest loss increases. */
export function increaseSentences({ models, lossIncrease }: Evaluation): readonly string[] {
  if (!lossIncrease) return [];
  const { reference, examples, medianRadius, increases, medians } = lossIncrease;
  const each = models.map(({ model }) => {
    const [low, median, high] = increases[model]!;
    const interval = medians?.[model];
    const known = interval ? `95 %: ${rounded(interval[0])}–${rounded(interval[1])}; ` : '';
    return `${model} ${rounded(median)} (${known}quartiles ${rounded(low)}–${rounded(high)})`;
  });
  return [
    `The largest loss increase (Zhu et al., 2020, Table 5), the median of ${examples} examples in balls that ${reference} bears (median radius ` +
      `${rounded(medianRadius)}): ${each.join(', ')}.`,
    ...(examples >= enoughForMedians
      ? []
      : [
          `Only ${count(examples)} ${examples === 1 ? 'example counts' : 'examples count'} in the largest loss increase, too few for medians to be compared; --examples takes more.`,
        ]),
  ];
}
