import { l2, linf, type Ball } from '@advtrain/attacks';
import type { Model } from '@advtrain/core';

/**
 * The ball that a tiny model is perturbed in: text in an l2 ball with a random start, pixels in a cube.
 *
 * @param site the tiny model, by whose domain text and pixels are told apart.
 */
export function ballOf({ domain }: Model): Ball {
  return domain ? linf({ radius: 0.1, stepSize: 0.04 }) : l2({ radius: 0.5, stepSize: 0.2, start: 0.3 });
}

/**
 * A ball with nothing in it but 0.
 *
 * @param site the tiny model, by whose domain text and pixels are told apart.
 */
export function pointOf({ domain }: Model): Ball {
  return (domain ? linf : l2)({ radius: 0, stepSize: 0.2 });
}
