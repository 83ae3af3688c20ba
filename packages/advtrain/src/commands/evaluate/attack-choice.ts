import {
  apgd,
  apgdCE,
  deepWordBug,
  greedySubstitution,
  noise,
  pgd,
  pwws,
  readNeighbours,
  restarts,
  strongest,
  textBuggerLike,
  wordnet,
} from '@advtrain/attacks';
import { margin } from '@advtrain/attacks';
import type { GradientAttack, TextAttack } from '@advtrain/attacks';
import { list, UsageError } from '@advtrain/compare';
import { sha256Of } from '@advtrain/engine/fetch';

/** The attacks by the names that `--attacks` takes, and what they are in a few words. */
export const attackNames: Readonly<Record<string, string>> = {
  pgd: 'projected gradient ascent in balls around embeddings',
  apgd: 'Auto-PGD on the cross-entropy and on the margin: stronger and dearer',
  noise: '20 random perturbations as long as the radius',
  characters: 'DeepWordBug: characters exchanged, left out, put in',
  words: 'PWWS: synonyms of WordNet',
  substitution: 'words by their neighbours in --neighbours, at most 30 % of them',
  textbugger: 'like TextBugger: characters, and the neighbours in --neighbours',
};

/** Those that are run where nobody names any. */
export const usualAttacks = 'pgd,characters,words';

/** An attack that is asked for. */
export type Chosen =
  | { readonly kind: 'ball'; readonly name: string; make(radius: number): GradientAttack }
  | {
      readonly kind: 'text';
      readonly name: string;
      /** What its outcomes depend on beside its name. */
      readonly determined: readonly string[];
      make(): TextAttack;
    };

/** What attacks need that the command line says. */
export interface ChoiceOptions {
  /** Moves of each attack in a ball. */
  readonly steps: number;
  readonly neighbours?: string | undefined;
  /** Which text of a pair is edited. */
  readonly part: 'text' | 'pair';
}

/** The attacks of a list of names, ready to be run. Throws a {@link UsageError} for a name that there is not, and where something is missing. */
export async function chosenAttacks(names: string, options: ChoiceOptions): Promise<readonly Chosen[]> {
  const asked = names.split(',').map((name) => name.trim());
  for (const name of asked) {
    if (!(name in attackNames))
      throw new UsageError(
        `--attacks names ${JSON.stringify(name)}, but must be of ${list(Object.keys(attackNames))}.`,
      );
  }
  const chosen: Chosen[] = [];
  for (const name of new Set(asked)) chosen.push(await one(name, options));
  return chosen;
}

async function one(name: string, { steps, neighbours, part }: ChoiceOptions): Promise<Chosen> {
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
    case 'characters':
      return { kind: 'text', name, determined: [part], make: () => deepWordBug({ part }) };
    case 'words': {
      const lexicon = await wordnet();
      return { kind: 'text', name, determined: [part], make: () => pwws(lexicon, { part }) };
    }
    default: {
      if (neighbours === undefined)
        throw new UsageError(`--attacks names ${name}, which needs a table of neighbours: name one with --neighbours.`);
      const table = await readNeighbours(neighbours);
      const determined = [part, await sha256Of(neighbours)];
      if (name === 'textbugger') return { kind: 'text', name, determined, make: () => textBuggerLike(table, { part }) };
      return { kind: 'text', name, determined, make: () => greedySubstitution(table, { part }) };
    }
  }
}
