import { l2, linf, type Ball } from '@advtrain/attacks';
import { natural, type Plugin } from '@advtrain/core';
import { freeat } from '@advtrain/freeat';
import { freelb } from '@advtrain/freelb';
import { fgm, pgd } from '@advtrain/pgd';
import { yopo } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import { slice, type CaseFile, type GoldenCase } from './case.ts';
import { toTensor } from './tensors.ts';

/** A method as a case describes it. */
export interface Method {
  readonly plugin: Plugin;
  /** Optimizer updates in the whole case. */
  readonly updates: number;
}

/** Builds a method's plugin from the options of a case. */
type Builder = (golden: CaseFile, ball: () => Ball) => Plugin;

const builders: Readonly<Record<string, Builder>> = {
  natural: () => natural(),
  freelb: (golden, ball) => freelb({ ball: ball(), steps: number(golden, 'forwardBackwardPasses') }),
  pgd: (golden, ball) => pgd({ ball: ball(), steps: number(golden, 'm') }),
  freeat: (golden, ball) =>
    freeat({
      ball: ball(),
      replays: number(golden, 'm'),
      carry: golden.options['carry'] === 'none' ? 'none' : 'slot',
      weight: 1 / number(golden, 'lossDivisor', 1),
    }),
  yopo: (golden, ball) => {
    const [outer, passes] = [number(golden, 'm'), number(golden, 'fullPasses')];
    return yopo({ ball: ball(), outer, inner: number(golden, 'n'), final: passes === outer + 1, reduce: 'mean' });
  },
  fgm: (golden) => {
    const epsilon = number(golden, 'epsilon');
    return fgm({ ball: l2({ radius: Infinity, stepSize: epsilon }), weight: number(golden, 'adversarialWeight', 1) });
  },
  'fast-at': (golden, ball) => pgd({ ball: ball(), steps: number(golden, 'm', 1), start: startOf(golden) }),
  'pgd-at': (golden, ball) => pgd({ ball: ball(), steps: number(golden, 'm'), start: startOf(golden) }),
};

/** Options that reproduce a mistake of an official code, which is no option of ours. */
const mistakes = ['deltaGradAccumulates', 'onlyCorrectlyClassified'];

/** Why a case cannot be run here, if it cannot. */
export function skipReason(golden: CaseFile): string | undefined {
  const mistake = mistakes.find((name) => golden.options[name]);
  if (mistake !== undefined) return `reproduces a mistake of the official code: ${mistake}`;
  if (!['bert', 'roberta', 'albert', 'cnn'].includes(golden.modelKind)) {
    return `model kind "${golden.modelKind}" is not implemented yet`;
  }
  if (golden.method === 'yopo' && golden.modelKind === 'cnn') {
    return `yopo on images (layerOneGradient "${String(golden.options['layerOneGradient'])}") is not implemented yet`;
  }
  if (golden.options['deltaInit'] === 'previous') return 'deltaInit "previous" is not implemented yet';
  if (golden.kind === 'forward' || builders[golden.method]) return undefined;
  return `method "${golden.method}" is not implemented yet`;
}

/** The plugin of a case. `current` tells on which micro-batch the model is, whose start is then injected. */
export function methodOf(golden: GoldenCase, current: () => number): Method {
  const build = builders[golden.method];
  if (!build) throw new Error(`The method "${golden.method}" is not implemented yet.`);
  const plugin = build(golden, () => starting(ballOf(golden), golden, current));
  const updates = (golden.numberOfMicroBatches / golden.gradientAccumulation) * (plugin.replays ?? 1);
  return { plugin, updates };
}

/** The ball that a case moves in. For text `maxNorm` 0 is no projection. */
function ballOf(golden: CaseFile): Ball {
  const stepSize = number(golden, 'stepSize');
  if (golden.modelKind === 'cnn') return linf({ radius: number(golden, 'epsilon'), stepSize, direction: 'sign' });
  const radius = number(golden, 'maxNorm') || Infinity;
  const kind = String(golden.options['norm']);
  if (kind.startsWith('l2')) return l2({ radius, stepSize });
  if (kind.startsWith('linf')) return linf({ radius, stepSize, direction: 'largest' });
  throw new Error(`norm of ${golden.name} is "${kind}", but this runner knows l2 and linf.`);
}

/** The same ball, which starts at the case's `delta0`, or clean where there is none. */
function starting(ball: Ball, golden: GoldenCase, current: () => number): Ball {
  const start = golden.inputs['delta0'];
  return {
    ...ball,
    random: (site) => {
      if (!start) return tf.zerosLike(site.x);
      const delta = toTensor(slice(golden, start, current()));
      return golden.options['clampInit'] ? ball.project(delta, site) : delta;
    },
  };
}

/** Whether an image method starts at random; without `delta0` it starts clean either way. */
function startOf({ options }: CaseFile): 'random' | 'clean' {
  return options['randomInit'] === false || options['deltaInit'] === 'zero' ? 'clean' : 'random';
}

/** An option that must be a number. */
function number({ name, options }: CaseFile, option: string, fallback?: number): number {
  const value = options[option] ?? fallback;
  if (typeof value === 'number') return value;
  throw new Error(`The option ${option} of ${name} is ${JSON.stringify(value)}, but must be a number.`);
}
