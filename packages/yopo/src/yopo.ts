import { aBall, ascend, type Ball } from '@advtrain/attacks';
import {
  checked,
  needed,
  oneOf,
  roundUnits,
  wholeFrom,
  yesOrNo,
  type Model,
  type Objective,
  type Plugin,
  type RulesOf,
} from '@advtrain/core';
import { dot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { clipped } from './clipped.ts';

/** How YOPO trains. */
export interface YOPOOptions {
  readonly ball: Ball;
  /** m: times that a full propagation is followed by moves of δ. At least 1. Default 3. */
  readonly outer?: number;
  /** n: moves of δ through the stem after each of them, each of the ball's whole step size. At least 1. Default 2. */
  readonly inner?: number;
  /** How many blocks the stem f₀ spans. Default 1: for text the embeddings and the first block, for images the first convolution. */
  readonly depth?: number;
  /** One more full propagation at the δ that the last moves reached, as in the official text code. Default false. */
  readonly final?: boolean;
  /** Sum the gradients of the propagations, as the official image code, or average them, as the official text code. Default 'sum'. */
  readonly reduce?: 'sum' | 'mean';
  /**
   * Where the stem's parameter gradient comes from. `propagation`: the full propagations, as all others' (default, and
   * the official text code). `both`: also from the Hamiltonian at the δ that each set of moves reached, as in the
   * official image code, whose authors call it unintended. `hamiltonian`: from that alone, as the
   * official MNIST code means to.
   */
  readonly stemGradient?: 'propagation' | 'both' | 'hamiltonian';
  /**
   * Whether the stem sees x + δ cut to the domain, through which no gradient flows at or beyond the border, as in the
   * official image code: there black and white pixels stay. Default false: the ball alone keeps x + δ in the domain.
   */
  readonly clips?: boolean;
}

const rules: RulesOf<YOPOOptions> = {
  ball: needed(aBall),
  outer: wholeFrom(1),
  inner: wholeFrom(1),
  depth: wholeFrom(0),
  final: yesOrNo,
  reduce: oneOf('sum', 'mean'),
  stemGradient: oneOf('propagation', 'both', 'hamiltonian'),
  clips: yesOrNo,
};

/**
 * YOPO-m-n (Zhang et al., 2019, arXiv 1905.00877, Algorithm 1). A full propagation gives the costate
 * p = ∂loss/∂f₀(x + δ); with p held fixed, δ climbs the Hamiltonian ⟨p, f₀(x + δ)⟩, which goes through the stem alone.
 * The full propagations give the parameter gradient. Costs 3m + 2(m − 1)n · share(f₀) units, and with `final`
 * 3(m + 1) + 2mn · share(f₀): the moves after the last propagation, which Algorithm 1 takes, would serve nothing. With a
 * gradient of the Hamiltonian they do serve, and it costs 3 · share(f₀) more after each propagation (`hamiltonian`: 6).
 *
 * With a linear stem n inner moves are one move n times as long, so for text the stem should hold a block.
 *
 * @param options the ball, which is needed, m, n, the depth of the stem, and whether a last propagation follows.
 */
export function yopo(options: YOPOOptions): Plugin {
  const { ball, outer = 3, inner = 2, depth = 1, final = false, reduce = 'sum' } = checked('yopo', options, rules);
  const { stemGradient = 'propagation', clips = false } = options;
  const passes = final ? outer + 1 : outer;
  const weight = reduce === 'mean' ? 1 / passes : 1;
  const backprop = stemGradient === 'propagation';
  return {
    name: 'yopo',
    units: (model) => yopoUnits({ outer, inner, depth, final, stemGradient }, model),
    rounds: passes * roundsOf[stemGradient],
    *perturb(step) {
      if (depth > step.model.blocks)
        throw new Error(`depth is ${depth}, but must be at most ${step.model.blocks}, the blocks of the model.`);
      const still = tf.zeros(step.model.hiddenShape(step.x.shape, depth));
      let delta = ball.start(step);
      for (let pass = 1; pass <= passes; pass++) {
        const here = delta;
        const costate = yield {
          delta: still,
          weight,
          objective: (nudge) => step.loss(step.logits(here, { nudge, depth })),
        };
        if (pass === passes && backprop) return;
        const unclipped: Objective = (point) => dot(costate, step.stem(point, { depth }));
        const hamiltonian: Objective = clips ? (point) => unclipped(clipped(point, step)) : unclipped;
        delta = ascend(step, { ball, steps: inner, start: delta, objective: hamiltonian });
        // What the propagation gave the stem is the same product at its own δ: taken away again, nothing is left of it.
        if (stemGradient === 'hamiltonian') yield { delta: here, objective: unclipped, weight: -weight };
        if (!backprop) yield { delta, objective: hamiltonian, weight };
      }
    },
  };
}

/** The rounds of a full pass: its own, and those that add the Hamiltonian's gradient and take the pass's away. */
const roundsOf = { propagation: 1, both: 2, hamiltonian: 3 } as const;

/** What decides the cost of a step; the options have the same names. */
export type YOPOShape = Required<Pick<YOPOOptions, 'outer' | 'inner' | 'depth' | 'final' | 'stemGradient'>>;

/** What a step costs with a model. */
export function yopoUnits({ outer, inner, depth, final, stemGradient }: YOPOShape, model: Model): number {
  const passes = final ? outer + 1 : outer;
  const share = model.stemShare(depth);
  const round = roundUnits(model);
  if (stemGradient === 'propagation') return round * passes + 2 * (passes - 1) * inner * share;
  return round * passes + (2 * inner + (stemGradient === 'both' ? round : 2 * round)) * passes * share;
}
