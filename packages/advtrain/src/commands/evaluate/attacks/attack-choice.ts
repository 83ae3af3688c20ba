import { apgd, apgdCE, margin, noise, pgd, restarts, strongest } from '@advtrain/attacks';
import type { GradientAttack } from '@advtrain/attacks';
import {
  attackNamed,
  chosenWordAttack,
  needsMaskedModel,
  needsNeighbours,
  UsageError,
  wordAttackNames,
} from '@advtrain/compare';
import type { ChosenWordAttack, WordAttackNeeds } from '@advtrain/compare';
import { goals } from './search.ts';
import type { Search } from './search.ts';

const inBalls: Readonly<Record<string, string>> = {
  pgd: 'projected gradient ascent in balls around embeddings',
  apgd: 'Auto-PGD on the cross-entropy and on the margin: stronger and dearer',
  noise: '20 random perturbations as long as the radius',
};

/** The attacks by the names that `--attacks` takes, and what they are in a few words. */
export const attackNames: Readonly<Record<string, string>> = { ...inBalls, ...wordAttackNames };

/** Those of them that are run at every radius. */
export const namesOfBalls: readonly string[] = Object.keys(inBalls);

/** Those that are run where nobody names any. */
export const usualAttacks = 'pgd,characters,words';

/** An attack that is asked for. */
export type Chosen =
  | {
      readonly kind: 'ball';
      readonly name: string;
      /** What its outcomes depend on beside its own name and the radius. */
      readonly determined: readonly number[];
      make(radius: number): GradientAttack;
    }
  | (ChosenWordAttack & { readonly kind: 'text'; readonly search: Search });

/** What attacks need that the command line says. */
export interface ChoiceOptions extends Omit<WordAttackNeeds, 'goal'> {
  /** Moves of each attack in a ball. */
  readonly steps: number;
  /** What attacks on texts search by, each once. Default: at the calibrated temperature alone. */
  readonly searches?: readonly Search[];
}

/** What flags say that attacks need. */
export interface GivenNeeds {
  readonly neighbours?: string | undefined;
  readonly maskedModel?: string | undefined;
  readonly similarity?: string | undefined;
  readonly recall?: boolean | undefined;
  readonly search?: string | undefined;
}

/**
 * The attacks of a list of names, each once by its first name. Throws a {@link UsageError} for a name that there is not, where something is
 * missing, and for what none of them heeds.
 */
export function askedAttacks(names: string, given: GivenNeeds): readonly string[] {
  const { neighbours, maskedModel, similarity, recall, search } = given;
  const known = Object.keys(attackNames);
  const asked = [...new Set(names.split(',').map((name) => attackNamed(name.trim(), '--attacks', known)))];
  const near = asked.find(needsNeighbours);
  if (near !== undefined && neighbours === undefined)
    throw new UsageError(`--attacks names ${near}, which needs a table of neighbours: name one with --neighbours.`);
  const filled = asked.find(needsMaskedModel);
  if (filled !== undefined && maskedModel === undefined)
    throw new UsageError(
      `--attacks names ${filled}, which needs a masked language model: name one with --masked-model.`,
    );
  if (similarity !== undefined && near === undefined && filled === undefined)
    throw new UsageError(
      `--similarity is ${similarity}, but none of the attacks heeds it: name substitution, textbugger, bert-attack or bae.`,
    );
  if (maskedModel !== undefined && filled === undefined)
    throw new UsageError(`--masked-model is ${maskedModel}, but none of the attacks asks it: name bert-attack or bae.`);
  if (recall && neighbours === undefined)
    throw new UsageError('--recall tries every variant by neighbours: name a table of them with --neighbours.');
  if (recall && asked.every((name) => name in inBalls))
    throw new UsageError('--recall is of attacks on texts, but --attacks names none: name substitution, for one.');
  if (search !== undefined && asked.every((name) => name in inBalls))
    throw new UsageError(`--search is ${search}, but --attacks names no attack on texts: leave it out, or name one.`);
  return asked;
}

/** Attacks by their first names, ready to be run. */
export async function chosenAttacks(names: readonly string[], options: ChoiceOptions): Promise<readonly Chosen[]> {
  const chosen: Chosen[] = [];
  for (const name of names) chosen.push(...(await made(name, options)));
  return chosen;
}

async function made(name: string, options: ChoiceOptions): Promise<readonly Chosen[]> {
  const { steps, searches = ['calibrated'], ...needs } = options;
  switch (name) {
    case 'pgd':
      return [{ kind: 'ball', name, determined: [steps], make: (radius) => pgd({ radius, steps }) }];
    case 'apgd': {
      const make = (radius: number) => strongest([apgdCE({ radius, steps }), apgd({ radius, steps }, margin)]);
      return [{ kind: 'ball', name, determined: [steps], make }];
    }
    case 'noise':
      return [{ kind: 'ball', name, determined: [], make: (radius) => restarts(noise({ radius }), 20) }];
    default: {
      const chosen: Chosen[] = [];
      for (const search of searches)
        chosen.push({ kind: 'text', search, ...(await chosenWordAttack(name, { ...needs, goal: goals[search] })) });
      return chosen;
    }
  }
}
