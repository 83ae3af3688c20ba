import { count, list, percent } from '@advtrain/compare';
import type { Survey } from './survey.ts';

/** With a class this many times as large as another, accuracy says little of the smaller one. */
const uneven = 3;

/** What a survey found, in sentences. */
export function surveySentences(survey: Survey): readonly string[] {
  return [...rowsOf(survey), balanceOf(survey), lengthsOf(survey), ...repeatedOf(survey), doubtfulOf(survey)];
}

function rowsOf({ rows, leftOut }: Survey): readonly string[] {
  const parts = [
    `${count(rows.train)} are trained on`,
    `${count(rows.selection)} are to pick by`,
    `${count(rows.reported)} are for the report, and for nothing else`,
  ];
  const all = count(rows.train + rows.selection + rows.reported);
  const said = `Of ${all} rows ${list(parts)}.`;
  if (leftOut === 0) return [said, 'No text that is reported or picked by is among the training rows.'];
  const left =
    leftOut === 1 ? '1 training row has a text that is' : `${count(leftOut)} training rows have texts that are`;
  return [said, `${left} reported or picked by too, and left out of training: with them the report would flatter.`];
}

function balanceOf({ classes }: Survey): string {
  const total = classes.reduce((sum, { train }) => sum + train, 0);
  const shares = classes.map(({ name, train }) => `${name} ${percent(train / total)}`);
  const sizes = classes.map(({ train }) => train);
  const isUneven = Math.max(...sizes) > uneven * Math.min(...sizes);
  const note = isUneven ? '; they are uneven, so accuracy says little of the smaller ones' : '';
  return `Classes: ${list(shares)}${note}.`;
}

function lengthsOf({ tokens: { median, high, longest, limit, cut } }: Survey): string {
  const said = `A text has ${count(median)} tokens (median; 95 % have at most ${count(high)}, the longest ${count(longest)})`;
  if (cut === 0) return `${said}, and none is cut at ${count(limit)}.`;
  return `${said}; ${percent(cut)} are cut at ${count(limit)} (--max-length).`;
}

function repeatedOf({ repeated, conflicting }: Survey): readonly string[] {
  if (repeated === 0) return ['No training text occurs twice.'];
  const again = repeated === 1 ? '1 training row repeats' : `${count(repeated)} training rows repeat`;
  const sentence = `${again} the text of an earlier one.`;
  if (conflicting.texts === 0) return [sentence];
  const texts = conflicting.texts === 1 ? '1 text has' : `${count(conflicting.texts)} texts have`;
  return [sentence, `${texts} more than one label: one of them must be wrong.`];
}

function doubtfulOf({ classes, doubtful: { labels, of, accuracy } }: Survey): string {
  const all = classes.reduce((sum, { train }) => sum + train, 0);
  const part = of < all ? ` of ${count(of)} that were judged` : '';
  const basis = `by a count of the other rows’ words, which is right on ${percent(accuracy)}`;
  if (labels === 0) return `No label${part} is in doubt ${basis}.`;
  const [are, them] = labels === 1 ? [`1 label${part} is`, 'it'] : [`${count(labels)} labels${part} are`, 'them'];
  return `${are} in doubt (less than 5 % likely ${basis}): have a look at ${them}.`;
}
