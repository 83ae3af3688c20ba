import * as tf from '@tensorflow/tfjs-core';
import type { Encoder } from '../encoder/encoder.ts';
import { headOf } from '../encoder/families/head-of.ts';

/**
 * Puts the classes of a model's head in another order, in place: the row of each, and its bias. Throws where the order does not name each
 * class once.
 *
 * @param model a classifier.
 * @param order which class of the head stands at each place from now on.
 */
export function orderClasses({ config, params }: Pick<Encoder, 'config' | 'params'>, order: readonly number[]): void {
  const { scores } = headOf(config);
  const rows = ['weight', 'bias'].flatMap((name) => params[`${scores}.${name}`] ?? []);
  const classes = rows[0]?.shape[0] ?? 0;
  const isWhole = order.length === classes && order.toSorted((a, b) => a - b).every((each, place) => each === place);
  if (!isWhole)
    throw new Error(`The order of ${classes} classes is ${order.join(', ')}, but must name each of them once.`);
  tf.tidy(() => {
    for (const each of rows) each.assign(tf.gather(each, tf.tensor1d([...order], 'int32')));
  });
}
