import { apgd, apgdCE, margin, noise, pgd, restarts, strongest } from '@advtrain/attacks';
import type { GradientAttack } from '@advtrain/attacks';
import { attackNamed, chosenWordAttack, wordAttackNames } from '@advtrain/compare';
import type { ChosenWordAttack, WordAttackNeeds } from '@advtrain/compare';

const inBalls: Readonly<Record<string, string>> = {
  pgd: 'projected gradient ascent in balls around embeddings',
  apgd: 'Auto-PGD on the cross-entropy and on the margin: stronger and dearer',
  noise: '20 random perturbations as long as the radius',
};

/** The attacks by the names that `--attacks` takes, and what they are in a few words. */
export const attackNames: Readonly<Record<string, string>> = { ...inBalls, ...wordAttackNames };

/** Those that are run where nobody names any. */
export const usualAttacks = 'pgd,characters,words';

/** An attack that is asked for. */
export type Chosen =
  | { readonly kind: 'ball'; readonly name: string; make(radius: number): GradientAttack }
  | (ChosenWordAttack & { readonly kind: 'text' });

/** What attacks need that the command line says. */
export interface ChoiceOptions extends WordAttackNeeds {
  /** Moves of each attack in a ball. */
  readonly steps: number;
}

/** The attacks of a list of names, ready to be run. Throws a `UsageError` for a name that there is not, and where something is missing. */
export async function chosenAttacks(names: string, options: ChoiceOptions): Promise<readonly Chosen[]> {
  const asked = names.split(',').map((name) => attackNamed(name.trim(), '--attacks', Object.keys(inBalls)));
  const chosen: Chosen[] = [];
  for (const name of new Set(asked)) chosen.push(await one(name, options));
  return chosen;
}

async function one(name: string, { steps, ...needs }: ChoiceOptions): Promise<Chosen> {
  switch (name) {
    case 'pgd':
      return { kind: 'ball', name, make: (radius) => pgd({ radius, steps }) };
    case 'apgd':
      return {
        kind: 'ball',
        name,
        make: (radius) => strongest([apgdCE({ radius, steps }), apgd({ radius, steps }, margin)]),
      };
    case 'noise':
      return { kind: 'ball', name, make: (radius) => restarts(noise({ radius }), 20) };
    default:
      return { kind: 'text', ...(await chosenWordAttack(name, needs)) };
  }
}
