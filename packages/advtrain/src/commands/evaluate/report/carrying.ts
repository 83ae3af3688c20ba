import { holdsMore, list, pairedLevel, signedPoints } from '@advtrain/compare';
import type { PairedDifference } from '@advtrain/compare';
import type { AttackResult, ModelResult } from '../results.ts';
import { calledOf } from './called.ts';

/**
 * Where what a model holds more than another in balls around embeddings is not held under characters and words: by McNemar's test on the
 * examples that both answer rightly.
 */
export function carryingSentences(models: readonly ModelResult[]): readonly string[] {
  return models.flatMap((first) => models.flatMap((second) => (first === second ? [] : sentenceOf(first, second))));
}

function sentenceOf(first: ModelResult, second: ModelResult): readonly string[] {
  const common = [...first.right.keys()].filter((place) => first.right[place] === 1 && second.right[place] === 1);
  const compared = (isMeant: (attack: AttackResult) => boolean) =>
    holdsMore(
      first.attacks.flatMap((attack, place) => {
        if (!isMeant(attack)) return [];
        const of = ({ held }: AttackResult) => common.map((at) => held[at]!);
        const at = attack.radius ? ` at ε ${attack.radius.asked}` : '';
        return [{ name: calledOf(attack) + at, first: of(attack), second: of(second.attacks[place]!) }];
      }),
    );
  const balls = compared(({ radius, as }) => radius !== undefined && as !== 'noise');
  const texts = compared(({ radius }) => radius === undefined);
  if (!balls.holds || texts.attacks.length === 0) return [];
  const lost = texts.attacks.filter((each) => isSure(each) && each.difference < 0);
  const gained = texts.attacks.filter((each) => isSure(each) && each.difference > 0);
  if (lost.length === 0 && gained.length > 0) return [];
  const most = balls.attacks.reduce((best, each) => (each.difference > best.difference ? each : best));
  const under = lost.length > 0 ? `less under ${textOf(lost)}` : `not surely more under ${textOf(texts.attacks)}`;
  return [
    `Robustness in balls around embeddings does not carry over to words here: of the ${common.length} examples that both answer rightly, ${first.model} holds more than ${second.model} in balls (${textOf([most])}), but ${under}.`,
  ];
}

function isSure({ p }: PairedDifference): boolean {
  return p < pairedLevel;
}

function textOf(differences: readonly PairedDifference[]): string {
  return list(differences.map(({ name, difference }) => `${name} ${signedPoints(difference)} points`));
}
