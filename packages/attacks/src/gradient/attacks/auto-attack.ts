import { strongest } from '../../attack/strongest.ts';
import { apgd, apgdT, croce } from './apgd.ts';
import { fabT } from './fab.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { crossEntropy, margin, plainCrossEntropy } from '../objectives.ts';
import { square } from './square.ts';
import type { Within } from '../within.ts';

/**
 * AutoAttack (Croce & Hein, 2020). `standard`: APGD-CE, APGD-T, FAB-T and Square, each on what still stands, with the published
 * numbers of steps, in ℓ∞ or l2 around whole pictures, and for four classes or more; the cross-entropy is that of plain logits.
 * `gradients`, which is no published version, is what is left of it for embeddings and few classes: APGD on the cross-entropy at the
 * temperature of the run, and on the margin.
 *
 * @param version which attacks they are.
 * @param within the radius and the norm.
 */
export function autoAttack(version: 'standard' | 'gradients', within: Within): GradientAttack {
  if (version === 'gradients') {
    const climbs = [apgd(within, crossEntropy), apgd(within, margin)];
    return strongest(climbs, 'APGD-CE and APGD-margin');
  }
  if (within.per === 'token')
    throw new Error("AutoAttack's standard version is for balls around whole pictures: use 'gradients'.");
  const { radius, norm = 'linf' } = within;
  const around = { radius, norm };
  const parts = [apgd(around, plainCrossEntropy), apgdT(around), fabT(around), square(around)];
  return { ...strongest(parts, 'AutoAttack, standard'), paper: croce };
}
