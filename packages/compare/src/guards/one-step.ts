/** What a model answered under a weak and under a strong attack in the same ball. */
export interface UnderAttack {
  /** Optimizer steps taken. */
  readonly step: number;
  /** ε of the attacks. */
  readonly radius: number;
  readonly examples: number;
  /** The share of examples still right under an attack of one step, in [0, 1]. */
  readonly oneStep: number;
  /** The share still right under one of several. */
  readonly severalSteps: number;
}

/**
 * Whether a model has learned to withstand the one step that it is trained with and nothing else: catastrophic overfitting
 * (Wong et al. 2020, §5.4, whose early stopping also asks for a fall by 20 points of accuracy under a multi-step attack on
 * training examples; Andriushchenko & Flammarion 2020). `best` is the look that withstood most before. Where accuracy under
 * several steps never rose, a gap of 40 points to that under one says the same.
 */
export function overfitsOneStep(best: UnderAttack, now: UnderAttack): boolean {
  const gap = now.oneStep - now.severalSteps;
  const fell = best.severalSteps - now.severalSteps >= 0.2 && now.oneStep >= best.oneStep - 0.1;
  return gap >= 0.4 || (gap >= 0.3 && fell);
}
