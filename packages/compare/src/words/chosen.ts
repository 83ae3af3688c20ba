import {
  baeLike,
  bertAttackLike,
  deepWordBug,
  greedySubstitution,
  pwws,
  readNeighbours,
  textBuggerLike,
  wordnet,
} from '@advtrain/attacks';
import type { Goal, MaskedModel, Part, Similarity, TextAttack } from '@advtrain/attacks';
import { sha256Of } from '@advtrain/engine/fetch';
import { UsageError } from '../usage-error.ts';
import { needsMaskedModel, needsNeighbours } from './names.ts';

/** An attack on characters or words, ready to be run. */
export interface ChosenWordAttack {
  /** As it was asked for. */
  readonly name: string;
  /** What its outcomes depend on beside its own name. */
  readonly determined: readonly string[];
  readonly attack: TextAttack;
}

/** What attacks on characters and words need to be made. */
export interface WordAttackNeeds {
  /** The path of a table of neighbours. */
  readonly neighbours?: string | undefined;
  /** Which text of a pair is edited. Default `text`. */
  readonly part?: Part | undefined;
  /** What searches climb by. Default `logits`; `probability` is as the attacks are published. */
  readonly goal?: Goal | undefined;
  /** What substitutions must be alike by, and what identifies that. Default: nothing. */
  readonly likeness?: { readonly similarity: Similarity; readonly fingerprint: string } | undefined;
  /** A masked language model that words are taken from, and what identifies it. Default: none. */
  readonly filler?: { readonly masked: MaskedModel; readonly fingerprint: string } | undefined;
}

/**
 * An attack by its first name. Throws a {@link UsageError} where what it needs is not given.
 *
 * @param name the attack's first name.
 * @param needs the table of neighbours, the masked language model and the likeness, where they are given, and what is edited and climbed.
 */
export async function chosenWordAttack(name: string, needs: WordAttackNeeds): Promise<ChosenWordAttack> {
  const { neighbours, part = 'text', goal = 'logits', likeness, filler } = needs;
  const alike = likeness && { similarity: likeness.similarity };
  const determined: string[] = [part];
  if (name === 'characters') return { name, determined, attack: deepWordBug({ part, goal }) };
  if (name === 'words') return { name, determined, attack: pwws(await wordnet(), { part, goal }) };
  if (needsMaskedModel(name)) {
    if (filler === undefined)
      throw new UsageError(`The attack ${name} needs a masked language model: name one with --masked-model.`);
    determined.push(filler.fingerprint, ...(likeness ? [likeness.fingerprint] : []));
    const make = name === 'bae' ? baeLike : bertAttackLike;
    return { name, determined, attack: make(filler.masked, { part, goal, ...alike }) };
  }
  if (!needsNeighbours(name)) throw new Error(`There is no attack ${name}.`);
  if (neighbours === undefined)
    throw new UsageError(`The attack ${name} needs a table of neighbours: name one with --neighbours.`);
  const table = await readNeighbours(neighbours);
  determined.push(await sha256Of(neighbours));
  if (likeness) determined.push(likeness.fingerprint);
  const make = name === 'textbugger' ? textBuggerLike : greedySubstitution;
  return { name, determined, attack: make(table, { part, goal, ...alike }) };
}
