import { fold, normal, uniform } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { visible } from '../balls/confine.ts';
import type { AttackSite, Beginning } from './algorithm.ts';
import type { LogitObjective } from './objectives.ts';

/** Noise in the shape of x, zero on padding: in (−1, 1), or normal. What an example gets follows from its key alone. */
export function noise({ site, keys }: Beginning, distribution: 'uniform' | 'normal'): tf.Tensor {
  const shape = [1, ...site.x.shape.slice(1)];
  const draw = distribution === 'uniform' ? uniform : normal;
  const drawn = tf.concat(keys.map((key) => draw(shape, fold(key, 'start'))));
  return visible(distribution === 'uniform' ? tf.sub(tf.mul(drawn, 2), 1) : drawn, site);
}

/** What a function of a site makes of each example alone. */
export function singly({ site, keys }: Beginning, of: (site: AttackSite) => tf.Tensor): tf.Tensor {
  const part = <T extends tf.Tensor>(whole: T, place: number): T => tf.slice(whole, place, 1);
  return tf.concat(
    keys.map((key, place) =>
      of({
        ...site,
        key,
        x: part(site.x, place),
        labels: part(site.labels, place),
        ...(site.mask && { mask: part(site.mask, place) }),
      }),
    ),
  );
}

/** A number for each example, [B]. */
export function each({ keys }: Beginning, value: number): tf.Tensor1D {
  return tf.fill([keys.length], value);
}

/** The classes that the examples head for, [B] (int32): 0 where the objective has no target. */
export function targetsOf({ others }: Beginning, { targeted }: LogitObjective, target: number): tf.Tensor1D {
  return tf.tensor1d(
    others.map((classes) => (targeted ? classes[target]! : 0)),
    'int32',
  );
}
