import type { AttackOptions, Outcome, TextModel } from '@advtrain/attacks';
import { rounded } from '@advtrain/compare';
import { absolute } from '@advtrain/core';
import type { Length } from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import { queriesPerWord } from '@advtrain/evaluate';
import type { Attackable } from '@advtrain/evaluate';
import type { Chosen } from './attack-choice.ts';
import { textsOf } from './spent-at-most.ts';
import type { SpentAtMost } from './spent-at-most.ts';
import type { Search } from './search.ts';
import type { AttackResult } from '../results.ts';

/** One attack on one model, in a ball of one radius where it is one in a ball. */
export interface Job {
  /** The name that the attack was asked for by. */
  readonly as: string;
  readonly name: string;
  readonly radius?: NonNullable<AttackResult['radius']>;
  readonly search?: Search;
  /** What its outcomes depend on beside the model, the examples and the seed. */
  readonly determined: readonly (string | number)[];
  /** The examples that it is run on. */
  readonly rows: readonly number[];
  /** Units of all of them, about. */
  readonly units: number;
  /** Runs it on some of them, and tells how far it is. */
  run(rows: readonly number[], progress: NonNullable<AttackOptions['progress']>): Promise<readonly Outcome<unknown>[]>;
}

/** What attacks are run on, and how. */
export interface Target {
  readonly subject: Attackable;
  readonly text: TextModel;
  readonly examples: Examples;
  readonly radii: readonly Length[];
  /** The median ‖x‖, which radii such as `3%` are shares of. */
  readonly length: number;
  readonly queriesPerWord: number;
  /** What each attack may spend on an example. */
  readonly budget: SpentAtMost;
  readonly options: AttackOptions & { readonly rows: readonly number[] };
}

/** The attacks that are to be run, each in a ball once for each radius. */
export function jobsOf(attacks: readonly Chosen[], target: Target): readonly Job[] {
  const { subject, radii, length, budget, options } = target;
  return attacks.flatMap((attack): readonly Job[] => {
    if (attack.kind === 'text') return [textJob(attack, target)];
    return radii.map((asked) => {
      const value = radiusOf(asked, length);
      const made = attack.make(value);
      return {
        as: attack.name,
        name: made.name,
        radius: { asked: String(asked), value: rounded(value) },
        determined: [made.name, ...attack.determined, String(asked), value, ...textsOf(budget)],
        rows: options.rows,
        units: options.rows.length * made.cost(Math.max(2, target.examples.labelNames.length)),
        run: (rows, progress) => made.run(subject.model, subject.set, { ...options, budget, rows, progress }),
      };
    });
  });
}

/** A radius as a number. */
export function radiusOf(asked: Length, length: number): number {
  const lengths = { example: length, token: length, entry: length };
  return absolute('--radii', asked, 'example', { model: {}, lengths });
}

function textJob(chosen: Extract<Chosen, { kind: 'text' }>, target: Target): Job {
  const { attack, search } = chosen;
  const { text, examples, queriesPerWord: perWord, budget, options } = target;
  return {
    as: chosen.name,
    name: attack.name,
    search,
    determined: [attack.name, perWord, ...textsOf(budget), ...chosen.determined],
    rows: options.rows,
    units: usualUnits(target),
    run: (rows, progress) => {
      const limits = queriesPerWord(examples, perWord, options.rows, budget);
      return attack.run(text, examples, { ...options, ...limits, rows, progress });
    },
  };
}

/** Queries for each word that a search makes where its budget lets it, about. */
const usualPerWord = 8;

/** What a search costs on all examples, about: how soon it breaks them nobody knows before. */
export function usualUnits({ examples: { texts }, queriesPerWord: most, options: { rows } }: Target): number {
  const words = rows.reduce((sum, row) => sum + texts[row]!.split(/\s+/).length, 0);
  return words * Math.min(most, usualPerWord);
}
