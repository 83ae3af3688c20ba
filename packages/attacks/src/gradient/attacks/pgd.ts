import { checked, needed, numberFrom, wholeFrom, type RulesOf } from '@advtrain/core';
import type { Model, Paper } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import { aBall, anObjective } from '../../balls/rules.ts';
import { move } from '../../balls/ball.ts';
import type { Ball } from '../../balls/ball.ts';
import { l2 } from '../../balls/l2.ts';
import { linf } from '../../balls/linf.ts';
import type { Noise } from '../../balls/noise.ts';
import type { Algorithm, Beginning, Size } from '../algorithm.ts';
import { erring } from '../rows.ts';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { noise, singly, targetsOf } from '../beginning.ts';
import { crossEntropy } from '../objectives.ts';
import type { LogitObjective } from '../objectives.ts';
import { normOf, withinRules } from '../within.ts';
import type { Within } from '../within.ts';

/** How projected gradient ascent climbs. */
export interface PgdOptions extends Within {
  /** Moves of each example, at least 1. */
  readonly steps: number;
  /** α, above 0. Default 2.5 · radius / steps. */
  readonly stepSize?: number;
  /** s, the magnitude of the random start; 0 starts at the clean example. Default: the radius. */
  readonly start?: number;
  /** What it climbs. Default: the cross-entropy at the temperature of the run. */
  readonly objective?: LogitObjective;
  /** Of a targeted objective: which of the other classes it heads for, from 0, the likeliest first. Default 0. */
  readonly target?: number;
  /** Another ball than radius, norm, step size and start describe. Its δ is measured as they say. */
  readonly ball?: Ball;
}

const rules: RulesOf<PgdOptions> = {
  ...withinRules,
  steps: needed(wholeFrom(1)),
  stepSize: numberFrom(0),
  start: numberFrom(0),
  objective: anObjective,
  target: wholeFrom(0),
  ball: aBall,
};

const madry: Paper = {
  authors: 'Madry et al.',
  year: 2018,
  title: 'Towards Deep Learning Models Resistant to Adversarial Attacks',
  arxiv: '1706.06083',
};

const goodfellow: Paper = {
  authors: 'Goodfellow et al.',
  year: 2015,
  title: 'Explaining and Harnessing Adversarial Examples',
  arxiv: '1412.6572',
};

/**
 * Projected gradient ascent (Madry et al., 2018). An example is broken if the random start or any move in the ball is misclassified,
 * as AutoAttack counts. Costs 2 · steps + 1 units. Throws one sentence for steps or sizes that make no sense.
 *
 * @param options radius, norm, moves, start and objective.
 */
export function pgd(options: PgdOptions): GradientAttack {
  const {
    radius,
    steps,
    objective = crossEntropy,
    stepSize,
    start = radius,
    target = 0,
  } = checked('pgd', options, rules);
  const usual = (2.5 * radius) / steps;
  if (radius === Infinity && !options.ball)
    throw new Error('radius is Infinity, but must be finite: an attack without a limit breaks everything.');
  return gradientAttack({
    name: `PGD-${steps}${objective === crossEntropy ? '' : `-${objective.name}`}`,
    settings: {
      stepSize: [stepSize ?? usual, usual],
      start: [start, radius],
      target: [target, 0],
      ball: [options.ball ? 'of its own' : undefined, undefined],
    },
    paper: madry,
    needs: objective.needs,
    fixed: [objective, options.ball],
    units: 2 * steps + 1,
    algorithm: (model) => pgdAlgorithm(options, objective, model),
    norm: (model) => normOf(options, model),
    ...(objective.targeted && { target }),
  });
}

/**
 * One move of the length of the radius from the clean example (Goodfellow et al., 2015). Costs 3 units.
 *
 * @param within the radius and the norm.
 */
export function fgsm(within: Within): GradientAttack {
  const one = pgd({ ...checked('fgsm', within, withinRules), steps: 1, stepSize: within.radius, start: 0 });
  return { ...one, name: 'FGSM', paper: goodfellow };
}

/** What {@link pgd} runs. */
export function pgdAlgorithm(options: PgdOptions, objective: LogitObjective, model: Model): Algorithm {
  const { steps, target = 0 } = options;
  const { ball, sizes, start } = options.ball ? given(options.ball) : usual(options, model);
  return {
    steps: steps + 1,
    sizes,
    units: (index) => (index < steps ? 2 : 1),
    kind: (index) => (index < steps ? 'move' : 'last look'),
    start: (beginning) => ({
      delta: ball.project(start(beginning), beginning.site),
      targets: targetsOf(beginning, objective, target),
    }),
    step(site, { delta, targets }, { kind }) {
      if (kind === 'last look')
        return {
          seen: delta!,
          found: erring(site.logits(delta!), site.labels),
          state: { delta: delta!, targets: targets! },
        };
      const { logits, gradient } = site.climb(delta!, objective, targets as tf.Tensor1D);
      const moved = move(ball, delta!, gradient, site);
      return { seen: delta!, found: erring(logits, site.labels), state: { delta: moved, targets: targets! } };
    },
  };
}

/** A ball, where to start in it, and the sizes that it asks for. */
interface Setting {
  readonly ball: Ball;
  readonly sizes: readonly Size[];
  start(beginning: Beginning): tf.Tensor;
}

/** A ball that draws its starts itself, for each example by its key. */
function given(ball: Ball): Setting {
  return { ball, sizes: [], start: (beginning) => singly(beginning, (site) => ball.start(site)) };
}

function usual(asked: PgdOptions, model: Model): Setting {
  const { steps } = asked;
  const { norm, per } = normOf(asked, model);
  const radius: Size = () => asked.radius;
  const stepSize: Size = () => asked.stepSize ?? (2.5 * asked.radius) / steps;
  const start: Size = () => asked.start ?? asked.radius;
  const sizes = { radius, stepSize, start, per };
  const make = (draw?: Noise): Ball => {
    const options = { ...sizes, ...(draw && { draw }) };
    return norm === 'linf' ? linf({ ...options, direction: 'sign' }) : l2(options);
  };
  return {
    ball: make(),
    sizes: [radius, stepSize, start],
    start: (beginning) => make(() => noise(beginning, 'uniform')).start(beginning.site),
  };
}
