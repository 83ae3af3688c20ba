import { attackRecall, everyVariant, readNeighbours, shortRows } from '@advtrain/attacks';
import type { Part } from '@advtrain/attacks';
import type { ChosenWordAttack, WordAttackNeeds } from '@advtrain/compare';
import { sha256Of } from '@advtrain/engine/fetch';
import { calledOf } from '../report/called.ts';
import type { AttackResult, ModelResult } from '../results.ts';
import { usualUnits } from './jobs.ts';
import type { Job, Target } from './jobs.ts';

/** The neighbours that are tried for a word, and the words that are edited and that a text has, at most. */
export const limits = { most: 5, maxChanges: 3, maxWords: 10 } as const;

/** The enumeration that attacks are measured by. */
export async function enumeration(neighbours: string, { part = 'text', likeness }: WordAttackNeeds): Promise<Truth> {
  const similarity = likeness && { similarity: likeness.similarity };
  const attack = everyVariant(await readNeighbours(neighbours), { part, ...similarity, ...limits });
  const alike = likeness ? [likeness.fingerprint, String(likeness.similarity.threshold)] : [];
  const determined = [part, await sha256Of(neighbours), ...alike];
  return { name: 'every variant', determined, attack, part };
}

/** Every variant of short texts, ready to be tried. */
export interface Truth extends ChosenWordAttack {
  readonly part: Part;
}

/** Trying every variant of the attacked texts that are short. */
export function truthJob({ attack, determined, part }: Truth, target: Target): Job {
  const { text, examples, options } = target;
  const rows = shortRows(examples, options.rows, { part, ...limits });
  return {
    as: attack.name,
    name: attack.name,
    determined: [attack.name, ...determined],
    rows,
    units: usualUnits({ ...target, options: { ...options, rows } }),
    run: (some, progress) => attack.run(text, examples, { ...options, rows: some, progress }),
  };
}

/** What share of the texts that some variant breaks each attack on texts breaks. */
export function recallOf(
  { part }: Truth,
  truth: AttackResult,
  { examples, options: { rows } }: Target,
  { right, attacks }: Pick<ModelResult, 'right' | 'attacks'>,
): NonNullable<ModelResult['recall']> {
  const short = shortRows(examples, rows, { part, ...limits });
  const outcomes = ({ held }: Pick<AttackResult, 'held'>, of: readonly number[]) =>
    of.map((row, place) => ({ row, right: right[rows.indexOf(row)] === 1, broken: held[place] === 0 }));
  const known = outcomes(truth, short);
  const found = attacks
    .filter(({ radius }) => !radius)
    .map((attack) => ({ attack: calledOf(attack), found: attackRecall(outcomes(attack, rows), known).found }));
  return { texts: short.length, breakable: attackRecall(known, known).breakable, found };
}
