import { atLeast } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { confine } from '../../balls/confine.ts';
import { largest, unit } from '../../balls/sizes.ts';
import { noise as drawn } from '../beginning.ts';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { erring } from '../rows.ts';
import { normOf, sphere } from '../within.ts';
import type { Within } from '../within.ts';

/**
 * One random perturbation as long as the radius: what an attack has to do better than. With `restarts`, as many as one likes. Costs
 * one unit.
 *
 * @param within the radius and the norm.
 */
export function noise(within: Within): GradientAttack {
  atLeast('radius', within.radius, 0);
  return gradientAttack({
    name: 'noise',
    needs: ['logits', 'labels'],
    units: 1,
    norm: (model) => normOf(within, model),
    algorithm(model) {
      const { ball, radius } = sphere(within, model);
      const isL2 = normOf(within, model).norm === 'l2';
      return {
        steps: 1,
        units: () => 1,
        start(beginning) {
          const { site } = beginning;
          const some = drawn(beginning, isL2 ? 'normal' : 'uniform');
          const direction = isL2 ? ball.direction(some, site, some) : unit(some, largest(some));
          return { delta: confine(tf.mul(direction, radius()), site) };
        },
        step: (site, { delta }) => ({
          seen: delta!,
          found: erring(site.logits(delta!), site.labels),
          state: { delta: delta! },
        }),
      };
    },
  });
}
