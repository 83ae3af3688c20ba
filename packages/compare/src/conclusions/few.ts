import { list } from '../format.ts';
import { attackedSet } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';

/** Fewer attacked examples than this cannot carry a comparison: their share is ± 7 points or more. */
const enough = 200;

/**
 * How little a share of so many says, in a sentence that ends with a remedy; `undefined` where they are enough.
 *
 * @param attacked how many examples were attacked, or whatever the share is of.
 * @param remedy the end of the sentence, without its full stop.
 * @param what what they are, for one and for several. Default: examples that are attacked.
 */
export function aboutFew(attacked: number, remedy: string, what: OneOrMany = attackedOnes): string | undefined {
  if (attacked >= enough) return undefined;
  const half = 100 * 1.96 * Math.sqrt(0.25 / attacked);
  const examples = attacked === 1 ? `1 ${what.one}` : `${attacked} ${what.many}`;
  return `Only ${examples}: a share of them is known to ± ${half.toFixed(0)} points; ${remedy}.`;
}

/** What something is called. */
export interface OneOrMany {
  readonly one: string;
  readonly many: string;
}

const attackedOnes: OneOrMany = { one: 'example is attacked', many: 'examples are attacked' };

/** The same of what a comparison attacks, a sentence each for embeddings or pixels, and for words. */
export function fewAttacked({ settings: { attack, wordAttack }, task }: Comparison): readonly string[] {
  if (!attack && !wordAttack) return [];
  const set = attackedSet(task);
  const about = (asked: number, remedy: string) =>
    aboutFew(Math.min(asked, set.examples), asked < set.examples ? remedy : `a larger set of ${set.title} has more`);
  const inBalls = attack && about(attack.examples, 'attack.examples of --config takes more');
  const byWords = wordAttack && about(wordAttack.examples, '--attack-examples takes more');
  const named = byWords?.replace('attacked', `attacked by ${list(wordAttack!.attacks)}`);
  return [inBalls, named].filter((sentence) => sentence !== undefined);
}
