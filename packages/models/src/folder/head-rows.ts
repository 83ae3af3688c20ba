import type { TensorData } from '@advtrain/core';
import { encoderConfig } from '../encoder/config/config.ts';
import { headOf } from '../encoder/families/head-of.ts';
import { parameterShapes } from '../encoder/names.ts';
import { normaliseNames } from '../encoder/weights.ts';
import { classNames, classPlaces } from './class-names.ts';

type Tensors = Readonly<Record<string, TensorData>>;

/** Tensors whose head, if they have one, is for the classes that are asked for. */
export interface FittingHead {
  readonly tensors: Tensors;
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

/**
 * The tensors of a folder with the rows of their head in the order of the classes that `config` names, where the folder's own config,
 * `saved`, names the same ones (case and ways to write a number aside). Without the scores of a head for another number of classes, which are then drawn
 * anew.
 */
export function withHeadFor(config: object, saved: object, tensors: Tensors): FittingHead {
  const checked = encoderConfig(config);
  const shapes = parameterShapes(checked);
  const { scores } = headOf(checked);
  const named = normaliseNames(tensors, Object.keys(shapes));
  const weight = `${scores}.weight`;
  const bias = `${scores}.bias`;
  const found = named[weight];
  if (!found) return { tensors: named, notes: [] };
  const wanted = shapes[weight]!;
  const own = classNames(saved);
  const asked = classNames(config);
  if (found.shape.join() !== wanted.join()) {
    const kept = Object.entries(named).filter(([name]) => name !== weight && name !== bias);
    const had = classesText(found.shape[0] ?? 0, own);
    const sentence = `The head has ${had}, but ${classesText(wanted[0] ?? 0, asked)} ${wanted[0] === 1 ? 'is' : 'are'} asked for, so it starts at random.`;
    return { tensors: Object.fromEntries(kept), notes: [sentence] };
  }
  if (!own || !asked || own.join('\n') === asked.join('\n')) return { tensors: named, notes: [] };
  const rows = asked.length === own.length ? classPlaces(asked, own) : undefined;
  if (rows) {
    const moved = [weight, bias].flatMap((name) => (named[name] ? [[name, inOrder(named[name], rows)] as const] : []));
    return { tensors: { ...named, ...Object.fromEntries(moved) }, notes: [] };
  }
  if (own.length < 2 || own.every(isNoName)) return { tensors: named, notes: [] };
  const sentence = `The head's classes ${own.join(', ')} are taken for ${asked.join(', ')}, in this order.`;
  return { tensors: named, notes: [sentence] };
}

/** A tensor with its rows in another order. */
function inOrder({ dtype, shape, data }: TensorData, rows: readonly number[]): TensorData {
  const each = data.length / rows.length;
  const moved = data.slice() as Float32Array;
  for (const [to, from] of rows.entries()) {
    moved.set((data as Float32Array).subarray(from * each, (from + 1) * each), to * each);
  }
  return { dtype, shape, data: moved };
}

/** Whether a name says no more than the index: what `transformers` calls a class that has none. */
function isNoName(name: string, index: number): boolean {
  return name === `LABEL_${index}`;
}

function classesText(count: number, names: readonly string[] | undefined): string {
  const all = count === 1 ? '1 output' : `${count} classes`;
  if (names?.length !== count || names.every(isNoName)) return all;
  return `${all} (${names.slice(0, 10).join(', ')}${count > 10 ? ' …' : ''})`;
}
