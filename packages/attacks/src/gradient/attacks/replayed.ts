import * as tf from '@tensorflow/tfjs-core';
import { confine } from '../../balls/confine.ts';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { fit } from '../perturbation.ts';
import type { Perturbation } from '../perturbation.ts';
import { erring } from '../rows.ts';
import { normOf } from '../within.ts';
import type { Within } from '../within.ts';

/**
 * Perturbations that were found before, of another model say, by the rows of their examples: transfer. An example without one is
 * looked at as it is. Costs one unit; `within` says how their sizes are measured.
 *
 * @param found δ by row, in the shape of the example's x.
 * @param within the radius and the norm.
 */
export function replayed(found: ReadonlyMap<number, Perturbation>, within: Within): GradientAttack {
  return gradientAttack({
    name: 'transfer',
    needs: ['logits', 'labels'],
    units: 1,
    norm: (model) => normOf(within, model),
    algorithm: () => ({
      steps: 1,
      units: () => 1,
      start({ site, rows }) {
        const values = new Float32Array(site.x.size);
        const size = values.length / rows.length;
        for (const [place, row] of rows.entries()) {
          const perturbation = found.get(row);
          const into = values.subarray(place * size, (place + 1) * size);
          if (perturbation) fit(perturbation, into, site.x.shape.slice(1));
        }
        return { delta: confine(tf.tensor(values, site.x.shape), site) };
      },
      step: (site, { delta }) => ({
        seen: delta!,
        found: erring(site.logits(delta!), site.labels),
        state: { delta: delta! },
      }),
    }),
  });
}
