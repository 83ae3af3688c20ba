import { adamw, at, clip, linearDecay, sgd, warmUp } from '@advtrain/core';
import type { Optimizer, Schedule } from '@advtrain/core';
import type { TrainingSettings } from '../settings.ts';

/** The optimizer of a run of so many steps. */
export function optimizerOf(settings: TrainingSettings, total: number): Optimizer {
  const { optimizer: name = 'adamw', momentum = 0.9, weightDecay, clipNorm, beta2 = 0.999, epsilon = 1e-8 } = settings;
  const learningRate = scheduleOf(settings, total);
  const optimizer =
    name === 'sgd'
      ? sgd({ learningRate, momentum, weightDecay })
      : adamw({ learningRate, weightDecay, beta2, epsilon });
  return clipNorm > 0 ? clip(clipNorm, optimizer) : optimizer;
}

/** Warm-up, then a linear fall to 0, or a tenfold one at each of the drops. */
export function scheduleOf({ learningRate: peak, warmup: share, drops }: TrainingSettings, total: number): Schedule {
  const warmup = Math.round(share * total);
  if (!drops) return linearDecay({ peak, total, warmup });
  const rise = warmUp(peak, warmup);
  return (step) => at(rise, step) * 0.1 ** drops.filter((drop) => step >= Math.round(drop * total)).length;
}
