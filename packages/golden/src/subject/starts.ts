import { climb, l2, linf, type Ball, type BallOptions, type Noise } from '@advtrain/attacks';
import * as tf from '@tensorflow/tfjs-core';
import { slice, type CaseFile, type GoldenCase } from '../cases/case.ts';
import { number, words } from '../cases/options.ts';
import { toTensor } from '../cases/tensors.ts';

/** What a case's random draws are replaced with. */
export interface Starts {
  /** The ball that the case moves in, which starts as the case does. */
  readonly ball: Ball;
  /** A tensor of the inputs, for the micro-batch that the model saw last; throws where the case has none. */
  given(name: string): Noise;
}

/** The starts of a case. `current` tells on which micro-batch the model is. */
export function startsOf(golden: GoldenCase, current: () => number): Starts {
  const given = (name: string): Noise => {
    const values = golden.inputs[name];
    if (!values) throw new Error(`inputs.safetensors of ${golden.name} lacks "${name}".`);
    return () => toTensor(slice(golden, values, current()));
  };
  return {
    given,
    get ball() {
      return golden.modelKind === 'cnn' ? cube(golden, given) : textBall(golden, given);
    },
  };
}

/** For text: the raw draw goes into the ball, so that its own formula for the start is what is tested. */
function textBall(golden: GoldenCase, given: (name: string) => Noise): Ball {
  const stepSize = number(golden, 'stepSize');
  const start = golden.inputs['noise'] ? number(golden, 'initMagnitude', 0) : 0;
  const options: BallOptions = {
    radius: number(golden, 'maxNorm') || Infinity,
    stepSize,
    start,
    ...(start && { draw: given('noise') }),
  };
  const kind = words(golden, 'norm', /^(l2|linf)\b/);
  const ball = kind === 'l2' ? l2(options) : linf({ ...options, direction: 'largest' });
  return /after|outside|too late/i.test(String(golden.options['projection'])) ? outside(ball, golden) : ball;
}

/** A ball whose projection comes after the input was formed: every pass but the first sees δ one move outside. */
function outside(ball: Ball, golden: CaseFile): Ball {
  const free = { radius: Infinity, stepSize: number(golden, 'stepSize') };
  const moves = words(golden, 'norm', /^(l2|linf)\b/) === 'l2' ? l2(free) : linf({ ...free, direction: 'largest' });
  return {
    stepSize: 1,
    start: (site) => ball.start(site),
    direction: (gradient, site, delta) => tf.sub(climb(moves, ball.project(delta, site), gradient, site), delta),
    project: (delta, site) => moves.project(delta, site),
  };
}

/** For images: δ0 as the case has it, made allowed only where the case says so. */
function cube(golden: GoldenCase, given: (name: string) => Noise): Ball {
  const ball = linf({ radius: number(golden, 'epsilon'), stepSize: number(golden, 'stepSize'), direction: 'sign' });
  const start: Noise = (site) => {
    if (!golden.inputs['delta0']) return tf.zerosLike(site.x);
    const delta = given('delta0')(site);
    return golden.options['clampInit'] ? ball.project(delta, site) : delta;
  };
  return { ...ball, start };
}
