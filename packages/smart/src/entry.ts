import { linf, normalNoise } from '@advtrain/attacks';
import { absolute, defineMethod, ema, length, real, risen, whole, type Length } from '@advtrain/core';
import { classification, regression } from './distance.ts';
import { proximal, proximalUnits } from './proximal.ts';
import { smart, smartUnits } from './smart.ts';

/** What there is to know of {@link smart}: with a weight for it, its {@link proximal} point goes with it. */
export const smartEntry = defineMethod({
  name: 'smart',
  title: 'SMART',
  package: '@advtrain/smart',
  about: 'smoothness-inducing regularisation; its proximal point, which its public code lacks, if asked for',
  paper: {
    authors: 'Jiang et al.',
    year: 2020,
    title:
      'SMART: Robust and Efficient Fine-Tuning for Pre-trained Natural Language Models through Principled ' +
      'Regularized Optimization',
    arxiv: '1911.03437',
  },
  labels: false,
  options: {
    steps: whole({ min: 1, max: 200, default: 1, says: 'moves of the perturbation (K)' }),
    stepSize: length({ min: 0, unit: 'entry', default: 1e-3, says: 'the largest entry of one move (η)' }),
    // At the clean example the divergence from it has no gradient, and nothing would ever move.
    noise: length({ above: 0, unit: 'entry', default: 1e-5, says: 'standard deviation of the normal start' }),
    radius: length({ min: 0, unit: 'entry', default: 1e-5, says: 'the largest entry of the perturbation (ε)' }),
    weight: real({ above: 0, default: 1, says: 'what the regulariser counts next to the loss (λ)' }),
    proximal: real({
      min: 0,
      default: 0,
      says: 'what the divergence from an average of earlier parameters counts (μ): 1 in the paper; 0 for none',
    }),
    decay: real({ min: 0, below: 1, default: 0.99, says: 'how slowly that average moves (β)' }),
  },
  cost: '7 + 2·steps units a batch, and 4 with the proximal point',
  units: ({ steps, proximal: mu }, { model }) => smartUnits(steps, model) + (mu > 0 ? proximalUnits(1, model) : 0),
  plugins: ({ steps, stepSize, noise, radius, weight, proximal: mu, decay }, subject) => {
    const { kind, model, rise } = subject;
    const distance = kind === 'regression' ? regression : classification;
    // As the paper has it, also for pixels.
    const entries = (name: string, given: Length) => absolute(name, given, 'entry', subject);
    const size = {
      radius: risen(entries('radius', radius), rise),
      stepSize: risen(entries('stepSize', stepSize), rise),
    };
    const ball = linf({ ...size, direction: 'largest' });
    const method = smart({ ball, noise: normalNoise(entries('noise', noise)), steps, weight, distance });
    if (mu === 0) return [method];
    const teacher = ema({ model, decay });
    return [method, teacher, proximal({ teacher, weight: mu, distance })];
  },
});
