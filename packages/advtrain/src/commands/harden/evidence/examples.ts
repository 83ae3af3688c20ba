import { escape } from '@advtrain/compare';
import { attackedRows } from '@advtrain/evaluate';
import { pairOf } from '../../evaluate/report/pair.ts';
import type { BrokenText, ModelResult } from '../../evaluate/results.ts';
import { calledOf } from './compared.ts';
import { sidesOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';

/** Texts that are shown of each kind for each attack. */
const shown = 8;

/** Texts that an attack broke in one model. */
export interface Texts {
  /** The attack. */
  readonly attack: string;
  /** Those that it broke, the fewest edits first. */
  readonly texts: readonly BrokenText[];
  /** How many there are. */
  readonly all: number;
}

/** What attacks on texts broke in the model that is compared with, and do not break in what is given. */
export function holdNow(evidence: Evidence, labels: readonly number[]): readonly Texts[] {
  const { given, reference } = sidesOf(evidence);
  if (given === reference) return [];
  const places = new Map(attackedRows(labels, evidence.evaluation.attacked).map((row, place) => [row, place]));
  return textsOf(reference, ({ row }, attack) => given.attacks[attack]!.held[places.get(row)!] === 1);
}

/** What attacks on texts still break. */
export function stillBreak(evidence: Evidence): readonly Texts[] {
  return textsOf(sidesOf(evidence).given, () => true);
}

function textsOf(model: ModelResult, isMeant: (text: BrokenText, attack: number) => boolean): readonly Texts[] {
  return model.attacks.flatMap((attack, place) => {
    const texts = attack.texts.filter((text) => isMeant(text, place));
    if (texts.length === 0) return [];
    const sorted = [...texts].sort((a, b) => a.edits - b.edits || a.row - b.row);
    return [{ attack: calledOf(attack), texts: sorted.slice(0, shown), all: texts.length }];
  });
}

/** Texts as HTML under a title; `what` says of a number of them what they did. */
export function textsHtml(title: string, what: (all: number) => string, groups: readonly Texts[]): readonly string[] {
  if (groups.length === 0) return [];
  return [
    `<h2>${escape(title)}</h2>`,
    ...groups.flatMap(({ attack, texts, all }) => [
      `<h3>${escape(attack)}</h3>`,
      `<p class="faint">${escape(what(all))}${all > texts.length ? `; here are the ${texts.length} with the fewest edits` : ''}.</p>`,
      ...texts.map(pairOf),
    ]),
  ];
}
