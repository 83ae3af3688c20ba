import { escape, list, percent, UsageError } from '@advtrain/compare';
import type { AnswerScoreName, TagScoreName } from '@advtrain/datasets';
import type { RowsOf } from './attacks/attacks-on-rows.ts';
import type { Search } from './attacks/search.ts';
import type { Evaluation, ModelResult, Verdict } from './results.ts';
import { shareOf } from './report/shares.ts';

/** What examples with more than a class are scored by. */
const scoreNames: { readonly tags: readonly TagScoreName[]; readonly answers: readonly AnswerScoreName[] } = {
  tags: ['entity-f1', 'entity-precision', 'entity-recall', 'token-accuracy'],
  answers: ['answer-f1', 'exact-match'],
};

/** An accuracy, or a score, that models must have at least. */
export interface Condition {
  /** As it was written: `words>=0.6`. */
  readonly text: string;
  /** `clean`, the name of an attack, or that of a score of tags or answers. */
  readonly what: string;
  /** The radius of an attack in balls, as it was written; `plain` of an attack on texts that searches so. */
  readonly at?: string;
  /** In [0, 1]. */
  readonly least: number;
}

/** Conditions out of `clean>=0.9,words>=60%,pgd@3%>=0.3`. Throws a {@link UsageError} for what is none. */
export function conditionsOf(text: string): readonly Condition[] {
  return text.split(',').map((each) => {
    const [, what = '', at, amount = ''] = /^\s*([\w-]+)(?:@(\S+?))?\s*>=\s*([\d.]+%?)\s*$/.exec(each) ?? [];
    const least = amount.endsWith('%') ? Number(amount.slice(0, -1)) / 100 : Number(amount);
    if (what === '' || !(least >= 0 && least <= 1))
      throw new UsageError(
        `--fail-under names ${JSON.stringify(each)}, but must look like clean>=0.9,words>=0.6,pgd@3%>=0.3, with shares from 0 to 1.`,
      );
    return { text: each.trim(), what, ...(at !== undefined && { at }), least };
  });
}

/** Where attacks are run: those in balls at radii, the others by searches. */
interface MeasuredAt {
  readonly balls: readonly string[];
  readonly radii: readonly string[];
  readonly searches: readonly Search[];
}

/** Refuses conditions on what is not measured. `balls` are the attacks that are run at each of the radii; the others search in these ways. */
export function checkConditions(
  conditions: readonly Condition[],
  names: readonly string[],
  { balls, radii, searches }: MeasuredAt,
): void {
  for (const { text, what, at } of conditions) {
    if (!['clean', ...names, ...scoreNames.tags, ...scoreNames.answers].includes(what))
      throw new UsageError(
        `--fail-under names ${text}, but what is measured is ${list(['clean', ...names])}, of tags ${list(scoreNames.tags)} as well, and of answers ${list(scoreNames.answers)}.`,
      );
    if (balls.includes(what) && !(at !== undefined && radii.includes(at)))
      throw new UsageError(
        `--fail-under names ${text}, but must say at which of the radii ${radii.join(', ')}: ${what}@…`,
      );
    if (balls.includes(what) || at === undefined) continue;
    if (at !== 'plain' || !names.includes(what))
      throw new UsageError(`--fail-under names ${text}, but ${what} has no radius: leave @${at} out.`);
    if (!searches.includes('plain'))
      throw new UsageError(`--fail-under names ${text}, but --search has no plain searches: leave @plain out.`);
  }
}

/** Refuses conditions on scores that these examples, known by now, do not have. */
export function checkScores(conditions: readonly Condition[], data: string, rows: RowsOf | undefined): void {
  for (const kind of ['tags', 'answers'] as const) {
    const unmeasured = conditions.find(({ what }) => kind !== rows && scoreNames[kind].some((name) => name === what));
    if (unmeasured)
      throw new UsageError(`--fail-under names ${unmeasured.text}, which is of ${kind}, but ${data} has none.`);
  }
}

/** What each model has of each condition. */
export function verdictsOf(conditions: readonly Condition[], { models }: Evaluation): readonly Verdict[] {
  return models.flatMap((model) =>
    conditions.map((condition) => {
      const accuracy = accuracyOf(model, condition);
      return { model: model.model, condition: condition.text, accuracy, holds: accuracy >= condition.least };
    }),
  );
}

function accuracyOf({ accuracy, scores, attacks }: ModelResult, { what, at }: Condition): number {
  if (what === 'clean') return accuracy;
  const score = scores?.[what];
  if (score) return score.value;
  // Of both searches the calibrated one comes first.
  const found = attacks.find(
    ({ as, radius, search }) => as === what && (at === undefined || at === (radius ? radius.asked : search)),
  );
  return shareOf(found?.held ?? []);
}

/** A sentence about each condition that a model does not meet. */
export function failureSentences(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.filter(({ holds }) => !holds).map(sentence);
}

function sentence({ model, condition, accuracy }: Verdict): string {
  return `${model} has ${percent(accuracy)} where ${condition} is asked for.`;
}

/** The verdicts as JUnit's XML, a test each, for those who show that. */
export function junit(verdicts: readonly Verdict[]): string {
  const failures = verdicts.filter(({ holds }) => !holds).length;
  const cases = verdicts.map((verdict) => {
    const test = `<testcase classname="${escape(verdict.model)}" name="${escape(verdict.condition)}"`;
    if (verdict.holds) return `  ${test}/>`;
    return `  ${test}><failure message="${escape(sentence(verdict))}"/></testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="advtrain evaluate" tests="${verdicts.length}" failures="${failures}">`,
    ...cases,
    '</testsuite>\n',
  ].join('\n');
}
