import { probe } from '@advtrain/core';
import type { Model, Schedule } from '@advtrain/core';
import { fold } from '@advtrain/engine';
import type { Key, Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Algorithm, AttackSite, State, Taken } from '../algorithm.ts';
import { attackSite } from './attack-site.ts';
import type { Attackable } from './attack-site.ts';
import type { AttackedSet } from '../attacked-set.ts';
import { Draws } from './draws.ts';
import type { Perturbation } from '../perturbation.ts';
import { RowStates } from './row-states.ts';

/** Where and on what an algorithm is run. */
export interface Drive {
  readonly model: Model;
  readonly set: AttackedSet;
  readonly algorithm: Algorithm;
  /** What tells its recorded steps from those of other algorithms that share `recordings`. */
  readonly name: string;
  readonly key: Key;
  readonly temperature: number;
  readonly recordings: Recordings;
  /** The other classes of an example, the likeliest first. */
  readonly others: (row: number) => readonly number[];
  /** Steps of an example at most, by what it may cost. */
  readonly steps: (row: number) => number;
  readonly batchSize?: number;
  readonly pause?: () => Promise<void>;
  /** Told of each example that is done. */
  readonly done: (row: number, end: End) => void;
}

/** How an example has ended. */
export interface End {
  /** What breaks it, if anything does. */
  readonly broken?: Perturbation;
  /** The number that its last step told, if one is told. */
  readonly value?: number;
  /** Steps that it took. */
  readonly steps: number;
}

/** Batches that are attacked side by side: more fill up better, but all their states are in memory. */
const sideBySide = 16;

/**
 * Attacks `rows`. What is broken leaves, and before every step the others are put together anew in full batches of neighbours in
 * length. So what becomes of an example depends on its row in the set alone, and not on who shares its batch, but for the
 * rounding of sums in batches of other shapes.
 */
export async function drive(rows: readonly number[], run: Drive): Promise<void> {
  if (rows.length === 0) return;
  const planned = run.set.pick(rows).evaluation(run.batchSize).rows;
  const ordered = planned.flatMap((batch) => [...batch].map((at) => rows[at]!));
  const size = run.batchSize ?? [...planned[0]!].length;
  for (let first = 0; first < ordered.length; first += sideBySide * size)
    await together(ordered.slice(first, first + sideBySide * size), size, run);
}

/** Examples that are attacked side by side. */
interface Group extends Drive {
  readonly states: RowStates;
  readonly drawn: Draws;
  /** The numbers that examples were told of last. */
  readonly values: Map<number, number>;
}

/** Attacks these rows side by side to their end. */
async function together(rows: readonly number[], size: number, run: Drive): Promise<void> {
  const group: Group = {
    ...run,
    states: new RowStates(),
    drawn: new Draws(run.key, run.algorithm.draws ?? 0),
    values: new Map(),
  };
  let left = rows;
  for (let index = 0; index < run.algorithm.steps; index++) {
    const ended = left.filter((row) => run.steps(row) <= index);
    for (const row of ended) run.done(row, { steps: index, ...told(row, group) });
    left = left.filter((row) => run.steps(row) > index);
    const held: number[] = [];
    for (const batch of packed(left, size)) {
      held.push(...advanced(batch, index, group));
      await run.pause?.();
    }
    left = held;
  }
  for (const row of left) run.done(row, { steps: run.algorithm.steps, ...told(row, group) });
}

/** The number that an example was told of last, if there is one. */
function told(row: number, { values }: Group): Pick<End, 'value'> {
  const value = values.get(row);
  return value === undefined ? {} : { value };
}

/** Rows in batches of few sizes: what fills no batch is filled up to a half or a quarter of one by repeating its first. */
function packed(rows: readonly number[], size: number): readonly (readonly number[])[] {
  const sizes = [size / 4, size / 2].filter(Number.isInteger);
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => {
    const batch = rows.slice(index * size, (index + 1) * size);
    const filled = sizes.find((each) => each >= batch.length) ?? size;
    return [...Array.from({ length: filled - batch.length }, () => batch[0]!), ...batch];
  });
}

/** Takes one step of a batch, and gives the rows that it has not broken, in order. */
function advanced(rows: readonly number[], index: number, group: Group): readonly number[] {
  const batches = group.set.pick(rows).evaluation(rows.length);
  const order = [...batches.rows[0]!].map((at) => rows[at]!);
  const held: number[] = [];
  for (const batch of batches) {
    tf.tidy(() => {
      const at = attackSite(probe(group.model, batch, { key: group.key }), batch, group.temperature);
      const before = index === 0 ? starts(order, at.site, group) : group.states.gather(order, at.site.x);
      const { seen, found, value, state } = step(at, before, order, index, group);
      for (const [place, told] of (value?.dataSync<'float32'>() ?? []).entries()) group.values.set(order[place]!, told);
      const isFound = found.dataSync<'bool'>();
      const first = order.map((row, place) => order.indexOf(row) === place);
      const places = [...order.keys()].filter((place) => first[place]);
      const kept = places.filter((place) => isFound[place] === 0);
      const broken = places.filter((place) => isFound[place] !== 0);
      held.push(...kept.map((place) => order[place]!));
      if (broken.length > 0) end(broken, order, seen, index + 1, group);
      if (index + 1 < group.algorithm.steps) group.states.scatter(order, kept, state, at.site.x);
      for (const place of broken) group.states.forget(order[place]!);
    });
  }
  return held;
}

/** Says of the examples at these places of a batch that they are broken, and by what. */
function end(places: readonly number[], order: readonly number[], seen: tf.Tensor, steps: number, group: Group): void {
  const values = seen.dataSync<'float32'>();
  const each = values.length / order.length;
  for (const place of places) {
    const broken = { values: values.slice(place * each, (place + 1) * each), shape: seen.shape.slice(1) };
    group.done(order[place]!, { broken, steps, ...told(order[place]!, group) });
  }
}

/** One step of a batch, recorded once for each shape and kind. */
function step(
  at: Attackable,
  before: State,
  order: readonly number[],
  index: number,
  { algorithm, recordings, name, drawn }: Group,
): Taken {
  const kind = algorithm.kind?.(index) ?? 'step';
  const names = Object.keys(before);
  const numbers = (algorithm.numbers?.(index) ?? []).map((value) => tf.scalar(value));
  const sizes = (algorithm.sizes ?? []).map((size): [Schedule, tf.Scalar] => [size, tf.scalar(size())]);
  const draws = algorithm.draws ? drawn.of(order, index) : undefined;
  const given = [
    ...at.given,
    ...numbers,
    ...(draws ? [draws] : []),
    ...sizes.map(([, value]) => value),
    ...Object.values(before),
  ];
  const known = new Map(sizes);
  const site: AttackSite = { ...at.site, value: (schedule) => known.get(schedule) ?? at.site.value(schedule) };
  const outputs = recordings.run(`${name} ${kind} ${names.join()}`, given, () => {
    const { seen, found, value, state } = algorithm.step(site, before, { kind, numbers, ...(draws && { draws }) });
    return [seen, found, ...names.map((each) => state[each]!), ...(value ? [value] : [])];
  });
  const [seen, found, ...rest] = outputs;
  const state = Object.fromEntries(names.map((each, place) => [each, rest[place]!]));
  const value = rest[names.length] as tf.Tensor1D | undefined;
  return { seen: seen!, found: found as tf.Tensor1D, state, ...(value && { value }) };
}

/** What the examples of a batch begin with. */
function starts(rows: readonly number[], site: AttackSite, { algorithm, key, others }: Drive): State {
  const keys = rows.map((row) => fold(key, `attack ${row}`));
  return distinct(algorithm.start({ site, rows, keys, others: rows.map(others) }));
}

/** The same, no tensor twice: a recording knows its inputs by their tensors, and these differ from the next step on. */
function distinct(state: State): State {
  const seen = new Set<tf.Tensor>();
  const entries = Object.entries(state).map(([name, tensor]): [string, tf.Tensor] => {
    const own = seen.has(tensor) ? tf.add(tensor, tf.zerosLike(tensor)) : tensor;
    seen.add(tensor);
    return [name, own];
  });
  return Object.fromEntries(entries);
}
