import { strongest } from '../../attack/strongest.ts';
import { apgd, apgdT } from './apgd.ts';
import { fabT } from './fab.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { crossEntropy, margin, plainCrossEntropy } from '../objectives.ts';
import { square } from './square.ts';
import type { Within } from '../within.ts';

/**
 * AutoAttack (Croce & Hein, 2020). `standard`: APGD-CE, APGD-T, FAB-T and Square, each on what still stands, with the published
 * numbers of steps, in ℓ∞, for pixels and four classes or more; the cross-entropy is that of plain logits. `gradients`, which is no
 * published version, is what is left of it for embeddings, l2 and few classes: APGD on the cross-entropy at the temperature of the
 * run, and on the margin.
 */
export function autoAttack(version: 'standard' | 'gradients', within: Within): GradientAttack {
  if (version === 'gradients') {
    const climbs = [apgd(within, crossEntropy), apgd(within, margin)];
    return strongest(climbs, 'APGD-CE and APGD-margin');
  }
  if (within.norm === 'l2' || within.per === 'token')
    throw new Error("AutoAttack's standard version is for ℓ∞ around whole pictures here: use 'gradients'.");
  const { radius } = within;
  const parts = [
    apgd({ radius, norm: 'linf' }, plainCrossEntropy),
    apgdT({ radius, norm: 'linf' }),
    fabT({ radius, norm: 'linf' }),
    square({ radius }),
  ];
  return strongest(parts, 'AutoAttack, standard');
}
