import { discordant, holm, mcnemar } from '@advtrain/statistics';

/** What two models hold of the same examples under one attack: 1 where they are still right. */
export interface PairedAttack {
  readonly name: string;
  readonly first: readonly (0 | 1)[];
  readonly second: readonly (0 | 1)[];
}

/** How two models differ under an attack. */
export interface PairedDifference {
  readonly name: string;
  /** What the first holds more, as a share. */
  readonly difference: number;
  /** McNemar's mid-p, corrected by Holm for the number of attacks. */
  readonly p: number;
}

/** Whether one model holds more than another, and by what. */
export interface HoldsMore {
  readonly holds: boolean;
  readonly attacks: readonly PairedDifference[];
}

/** The chance that models which are alike are said to differ under any of the attacks. */
export const pairedLevel = 0.05;

/**
 * Whether the first of two models holds more of the same examples: significantly more under one attack at least, and significantly
 * less under none, by McNemar's paired test, corrected by Holm for the number of attacks, at {@link pairedLevel}. It is about these two
 * models on examples like these; what another seed would give it does not know.
 *
 * @param attacks of each, example by example, whether the first and the second model hold it: 1, else 0.
 */
export function holdsMore(attacks: readonly PairedAttack[]): HoldsMore {
  const counts = attacks.map(({ first, second }) =>
    discordant(
      first.map((held) => held === 1),
      second.map((held) => held === 1),
    ),
  );
  const ps = holm(counts.map((each) => mcnemar(each).midP));
  const found = attacks.map(({ name }, place) => {
    const { onlyFirst, onlySecond, examples } = counts[place]!;
    return { name, difference: (onlyFirst - onlySecond) / examples, p: ps[place]! };
  });
  const isSure = ({ p }: PairedDifference) => p < pairedLevel;
  const gains = found.filter((each) => isSure(each) && each.difference > 0);
  const losses = found.filter((each) => isSure(each) && each.difference < 0);
  return { holds: gains.length > 0 && losses.length === 0, attacks: found };
}
