import { hash, list, version } from '@advtrain/compare';
import { attackedRows, maskedGradients, nearestError } from '@advtrain/evaluate';
import type { Attackable, MaskedSign, Pause } from '@advtrain/evaluate';
import type { Kept } from './kept.ts';
import type { Part, Progress } from './progress.ts';
import { readsAlike } from './reads-alike.ts';
import type { Subject } from '../subjects/subject.ts';

/** Examples on which signs of masked gradients are looked for at most. */
const enough = 100;

/** Moves of the climbs by which they are looked for. */
const steps = 20;

/** What signs of a model are looked for by. */
export interface SignsOptions {
  /** Identifies the examples. */
  readonly fingerprint: string;
  /** How many examples are attacked. */
  readonly attacked: number;
  /** ε, the largest of the model's balls. */
  readonly radius: number;
  /** The other models. */
  readonly others: readonly Subject[];
  readonly kept: Kept;
  readonly progress: Progress;
  readonly pause: Pause;
}

/** The signs of masked gradients that were looked for on a model. */
export interface Signs {
  readonly signs: readonly MaskedSign[];
  /** Why examples of other models were not tried on it. Absent where they were. */
  readonly withoutTransfer?: string;
}

/** That signs of a model are looked for, as a part of an evaluation. */
export function signsPart({ name }: Subject, { attacked }: Pick<SignsOptions, 'attacked'>, others: number): Part {
  const units = Math.min(attacked, enough) * (10 * steps + 22 + others * (2 * steps + 1));
  return { title: `${name}: signs of masked gradients`, kinds: ['gradients'], units };
}

/** Looks for signs of masked gradients on a model, also by what breaks the others that read the same tokens into the same embeddings. */
export async function signsOf(subject: Subject, part: Part, options: SignsOptions): Promise<Signs> {
  const { fingerprint, attacked, radius, others, kept, progress, pause } = options;
  const examples = Math.min(attacked, enough);
  const rows = attackedRows(subject.set.labels, examples);
  const alike = others.filter((other) => readsAlike(subject, other, rows));
  const surrogates = alike.map(({ model, set }): Attackable => nearestError(model, set));
  const used = alike.map((other) => other.fingerprint);
  const id = hash([version, 'signs', subject.fingerprint, fingerprint, examples, radius, steps, ...used]);
  const { model, set } = nearestError(subject.model, subject.set);
  const { signs } = await kept.once(id, async () => {
    const begun = progress.begin(part);
    const tell = (done: number, of: number): void => begun.tell((examples * done) / of, examples);
    const found = await maskedGradients(model, set, { radius, steps, examples, surrogates, pause, progress: tell });
    begun.end();
    return { signs: found };
  });
  return { signs, ...(alike.length === 0 && { withoutTransfer: whyWithout(subject, others) }) };
}

function whyWithout({ name }: Subject, others: readonly Subject[]): string {
  if (others.length === 0)
    return `Whether what breaks another model breaks ${name} was not looked for: only one model is measured.`;
  const names = list(others.map((other) => other.name));
  return `Whether what breaks ${names} breaks ${name} was not looked for: ${others.length === 1 ? 'it does not read' : 'none of them reads'} the same tokens into the same embeddings.`;
}
