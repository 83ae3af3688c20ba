import type { Model, Paper } from '@advtrain/core';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Attack, AttackOptions, Clean, Need, Outcome } from '../../attack/attack.ts';
import { room } from '../../attack/budget.ts';
import { namedWith } from '../../attack/named.ts';
import type { NamedSettings } from '../../attack/named.ts';
import { sharing } from '../../attack/strongest.ts';
import type { Algorithm } from '../algorithm.ts';
import type { AttackedSet } from '../attacked-set.ts';
import { drive } from './drive.ts';
import { identity } from './identity.ts';
import { answerOf, look } from './look.ts';
import type { Norm, Perturbation } from '../perturbation.ts';
import { sizeOf } from '../perturbation.ts';

/** An attack on embeddings or pixels: what it gives for an example is added to them. */
export type GradientAttack = Attack<Model, AttackedSet, Perturbation>;

/** What makes an algorithm an attack. */
export interface Described {
  readonly name: string;
  /** What the attack's whole name says as well. Default: nothing. */
  readonly settings?: NamedSettings;
  readonly paper?: Paper;
  readonly needs: readonly Need[];
  /** What it is run on this model with. Throws one sentence where it cannot be. */
  algorithm(model: Model): Algorithm;
  /** Which norm the sizes of its perturbations are measured in. */
  norm(model: Model): Norm;
  /**
   * What its steps are a function of beside what they are given: numbers, and objects by their identity. Attacks of one name that
   * differ in it share no recordings.
   */
  readonly fixed?: readonly unknown[];
  /** Units of a whole run on an example. */
  readonly units: number;
  /** Which of the other classes it heads for, from 0, the likeliest: it is not run where there are not so many. */
  readonly target?: number;
}

/** An attack that an {@link Algorithm} makes. */
export function gradientAttack(described: Described): GradientAttack {
  const { name, settings = {}, paper, needs, units } = described;
  const attack: GradientAttack = {
    name: namedWith(name, settings),
    needs,
    ...(paper && { paper }),
    cost: () => units,
    look,
    record,
    check: (model, set, options) => void algorithmFor(described, model, set, options),
    run: (model, set, options) =>
      sharing([attack], model, set, options, (shared) => run(described, model, set, shared)),
  };
  return attack;
}

/** Almost every shape comes again with the next step, and to record it pays for itself in two or three. */
function record(model: Model): Recordings {
  return new Recordings({ variables: Object.values(model.params), after: 0 });
}

async function run(
  described: Described,
  model: Model,
  set: AttackedSet,
  options: AttackOptions & { readonly clean: Clean },
): Promise<readonly Outcome<Perturbation>[]> {
  const rows = options.rows ?? set.labels.map((_, row) => row);
  const { clean } = options;
  const algorithm = algorithmFor(described, model, set, options);
  const norm = described.norm(model);
  const outcomes = new Map<number, Outcome<Perturbation>>();
  const end = (outcome: Outcome<Perturbation>): void => {
    outcomes.set(outcome.row, outcome);
    options.progress?.(outcomes.size, rows.length);
  };
  const isRight = (row: number): boolean => answerOf(clean.logits.get(row)!) === set.labels[row];
  const right = rows.filter(isRight);
  for (const row of rows) {
    if (!isRight(row)) end({ row, right: false, broken: true, size: 0, queries: 0, asked: 0, units: 0 });
  }
  await drive(right, {
    model,
    set,
    algorithm,
    name: [described.name, norm.norm, norm.per, clean.temperature, ...(described.fixed ?? []).map(identity)].join(' '),
    key: options.key,
    temperature: clean.temperature,
    recordings: options.recordings!,
    others: (row) => othersOf(clean.logits.get(row)!, set.labels[row]!),
    steps: (row) => stepsWithin(algorithm, row, options),
    ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
    ...(options.pause && { pause: options.pause }),
    done: (row, { broken, steps }) => {
      const queries = total(steps, (index) => algorithm.queries?.(index) ?? 1);
      const cost = { queries, asked: queries, units: total(steps, (index) => algorithm.units(index)) };
      const size = broken ? sizeOf(broken, norm) : Infinity;
      const more = broken ? { adversarial: broken } : steps < algorithm.steps && ({ exhausted: true } as const);
      end({ row, right: true, broken: broken !== undefined, size, ...cost, ...more });
    },
  });
  return rows.map((row) => outcomes.get(row)!);
}

/** What is run on a model. Throws one sentence where it cannot be. */
function algorithmFor(
  described: Described,
  model: Model,
  set: AttackedSet,
  { rows = set.labels.map((_, row) => row), clean }: AttackOptions & { readonly clean: Clean },
): Algorithm {
  const algorithm = described.algorithm(model);
  const [first] = rows;
  if (first === undefined) return algorithm;
  refuseFewClasses(described, clean.logits.get(first)!.length);
  if (algorithm.checkShape) algorithm.checkShape(shapeOf(model, set.pick([first])));
  return algorithm;
}

/** That of x, of an only example. */
function shapeOf({ params, embed }: Model, set: AttackedSet): readonly number[] {
  const shapes = Array.from(set.evaluation(1), ({ inputs }) => tf.tidy(() => embed(params, inputs).shape));
  return shapes[0]!;
}

/** The classes that are not the right one, the likeliest first. */
function othersOf(logits: readonly number[], label: number): readonly number[] {
  return [...logits.keys()].filter((other) => other !== label).sort((a, b) => logits[b]! - logits[a]!);
}

/** How many steps an example can take within its budget: a step that does not fit whole is not begun. */
function stepsWithin(algorithm: Algorithm, row: number, options: AttackOptions): number {
  const left = room(row, options);
  if (left.queries === Infinity && left.units === Infinity) return algorithm.steps;
  let steps = 0;
  for (let units = 0, queries = 0; steps < algorithm.steps; steps++) {
    units += algorithm.units(steps);
    queries += algorithm.queries?.(steps) ?? 1;
    if (units > left.units || queries > left.queries) break;
  }
  return steps;
}

function total(steps: number, of: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < steps; index++) sum += of(index);
  return sum;
}

function refuseFewClasses({ name, needs, target }: Described, classes: number): void {
  const least = needs.includes('four classes') ? 4 : needs.includes('three classes') ? 3 : 2;
  if (classes < least)
    throw new Error(
      `${name} needs ${least} classes or more, and the model answers ${classes}: use APGD with the cross-entropy and with the margin.`,
    );
  if (target !== undefined && target > classes - 2)
    throw new Error(`${name} heads for other class ${target + 1}, but there are ${classes - 1}: ask for no more.`);
}
