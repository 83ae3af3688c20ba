import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the benchmark reads of an evidence.json. */
export interface Evidence {
  readonly headline: string;
  readonly pick: { readonly title: string };
  readonly given: { readonly isControl: boolean };
  readonly roles: readonly ('before' | 'control' | 'picked')[];
  readonly evaluation: {
    readonly examples: number;
    readonly attacked: number;
    readonly models: readonly {
      readonly accuracy: number;
      readonly calibrationError: number;
      readonly answered: readonly (0 | 1)[];
      readonly attacks: readonly {
        readonly as: string;
        readonly radius?: { readonly asked: string };
        readonly held: readonly (0 | 1)[];
      }[];
    }[];
  };
  readonly trained: readonly {
    readonly title: string;
    readonly epochs: number;
    readonly seconds: number;
    readonly averageOf?: string;
  }[];
}

/** What a hardening has found that is kept in a folder. */
export function evidenceIn(folder: string): Evidence {
  return JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8')) as Evidence;
}

/** Which examples the control and the picked model are right on, by measure; where the control was picked, it is both. */
export function measuresOf({ roles, evaluation, headline }: Evidence) {
  const control = evaluation.models[roles.indexOf('control')]!;
  const picked = evaluation.models[roles.includes('picked') ? roles.indexOf('picked') : roles.indexOf('control')]!;
  const under = (as: string, asked?: string) => {
    const of = ({ attacks }: typeof control) =>
      attacks.find((attack) => attack.as === as && attack.radius?.asked === asked)!.held;
    return { control: of(control), picked: of(picked) };
  };
  return {
    clean: { control: control.answered, picked: picked.answered },
    embeddings: under('pgd', headline),
    synonyms: under('words'),
    typos: under('characters'),
  };
}
